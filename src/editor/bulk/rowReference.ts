import type { RecordReference } from '../shared/documents/recordUri.ts';

/** Whether the row of a view is a customer. */
export function isReference(row: unknown): row is RecordReference {
  const { tenant, id } = (row ?? {}) as Partial<RecordReference>;
  return typeof tenant === 'string' && typeof id === 'string';
}
