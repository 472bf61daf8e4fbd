import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import type { Target } from '../../../../kapture/exchange/exchange.ts';

/** A request with everything that it consists of. */
export interface RequestToSend {
  readonly operation: OperationId;
  readonly body: string;
  readonly target: Target;
}
