import { rowKinds, type RowKind } from '../../kapture/bulk/plans/planRow.ts';

/** Kinds of rows that a run cannot write. The plan has a reason for each. */
export const problemKinds: readonly RowKind[] = rowKinds.filter(
  (kind) => kind !== 'add' && kind !== 'update' && kind !== 'unchanged',
);
