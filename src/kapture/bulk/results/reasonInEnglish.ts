import { inEnglish } from '../../problem/problem.ts';
import { refusedCells } from '../mappings/textOfRow.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { problemsInEnglish } from './problemsInEnglish.ts';

/** Why a row is not sent or was not applied. Only its cells identify a row that was refused as a whole. */
export function reasonInEnglish(row: Pick<PlanRow, 'problems' | 'reason'>): string {
  const cells = refusedCells(row)?.map((cell) => JSON.stringify(cell));
  return [
    problemsInEnglish(row),
    cells ? `Its cells: ${cells.join(', ')}` : '',
    row.reason ? inEnglish(row.reason) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
