import type { Problem } from '../../problem/problem.ts';
import type { Repair } from '../plans/rowInput.ts';

/** All repairs of a cell. */
export interface RepairedCell {
  readonly column: string;
  /** The cell in the file. */
  readonly from: string;
  /** The value that is sent; empty if none is. */
  readonly to: string;
  readonly why: readonly Problem[];
}

/** The repairs of a row by cell: from the text in the file to the value that is sent. */
export function repairsOfCells(repairs: readonly Repair[]): readonly RepairedCell[] {
  const cells = new Map<string, RepairedCell>();
  for (const { column, from, to, why } of repairs) {
    const cell = cells.get(column);
    cells.set(column, { column, from: cell?.from ?? from, to, why: [...(cell?.why ?? []), why] });
  }
  return [...cells.values()];
}
