import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { secretsOf } from '../../kapture/exchange/targetHeaders.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import type { Targets } from '../shared/ports.ts';

/** The target of an operation, and the function that removes its key from responses. */
export interface RedactedTarget extends Target {
  readonly redact: Redact;
}

/** Resolves connection and key once per operation and run. All operations use the connection that was active first. */
export function targetsOfRun(targets: Targets): (operation: OperationId) => Promise<RedactedTarget | undefined> {
  const found = new Map<OperationId, Promise<RedactedTarget | undefined>>();
  let name: string | undefined;
  const find = async (operation: OperationId): Promise<RedactedTarget | undefined> => {
    const target = name === undefined ? await targets.resolve(operation) : await targets.resolveNamed(name, operation);
    name ??= target?.connection.name;
    return target && { ...target, redact: redactor(secretsOf(target)) };
  };
  return (operation) => {
    if (!found.has(operation)) found.set(operation, find(operation));
    return found.get(operation)!;
  };
}
