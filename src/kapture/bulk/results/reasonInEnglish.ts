import { inEnglish } from '../../problem/problem.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { problemsInEnglish } from './problemsInEnglish.ts';

/** Why a row is not sent or was not applied. */
export function reasonInEnglish(row: Pick<PlanRow, 'problems' | 'reason'>): string {
  return [problemsInEnglish(row), row.reason ? inEnglish(row.reason) : ''].filter(Boolean).join(' ');
}
