import type { Problem } from '../../problem/problem.ts';
import type { PlanRow } from './planRow.ts';

/** All repairs of a cell. */
export interface RepairedCell {
  readonly column: string;
  readonly field: string | undefined;
  /** The cell in the file. */
  readonly from: string;
  /** The value that it is read as; empty if it is not sent. */
  readonly to: string;
  readonly why: readonly Problem[];
}

/**
 * The repairs of a row by cell: from the text in the file to the value that it is read as. Without those of refused
 * cells, and those of an update whose value stays as it is stored, apart from cells that are not sent and the one that
 * identifies the customer.
 */
export function repairsOfCells({
  kind,
  key,
  changes,
  repairs,
  problems,
}: Pick<PlanRow, 'kind' | 'key' | 'changes' | 'repairs' | 'problems'>): readonly RepairedCell[] {
  const cells = new Map<string, RepairedCell>();
  const refused = new Set(problems.map(({ column }) => column));
  for (const { column, field, from, to, why } of repairs) {
    if (refused.has(column)) continue;
    const cell = cells.get(column);
    cells.set(column, { column, field, from: cell?.from ?? from, to, why: [...(cell?.why ?? []), why] });
  }
  if (kind !== 'update' && kind !== 'unchanged') return [...cells.values()];
  const changed = new Set(changes.map((change) => change.field));
  return [...cells.values()].filter(
    ({ field, to }) => field === undefined || to === '' || to === key || changed.has(field),
  );
}
