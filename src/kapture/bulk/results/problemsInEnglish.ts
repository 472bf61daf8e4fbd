import { inEnglish } from '../../problem/problem.ts';
import type { RowInput } from '../plans/rowInput.ts';

/** The problems of a row as one English text. */
export function problemsInEnglish({ problems }: Pick<RowInput, 'problems'>): string {
  return problems
    .map(({ column, problem }) => (column === undefined ? inEnglish(problem) : `${column}: ${inEnglish(problem)}`))
    .join(' ');
}
