import type { Connection } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';

/** Throws a {@link KaptureError} with the reason `read-only` for a write to a read-only connection. */
export function refuseReadOnly(operation: OperationId, { baseUrl, name, readOnly }: Connection): void {
  if (readOnly && operations[operation].writes) throw new KaptureError('read-only', new URL(baseUrl).host, name);
}
