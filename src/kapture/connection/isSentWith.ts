import type { OperationId } from '../catalogue/registry.ts';

/** Whether a header in the settings has a name and is sent with an operation. It may be any JSON. */
export function isSentWith(header: unknown, name: string, operation: OperationId): boolean {
  const { name: own, operations } = (header ?? {}) as { readonly name?: unknown; readonly operations?: unknown };
  if (typeof own !== 'string' || own.toLowerCase() !== name.toLowerCase()) return false;
  return !Array.isArray(operations) || operations.includes(operation);
}
