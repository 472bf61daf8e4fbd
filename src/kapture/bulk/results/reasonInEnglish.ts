import { inEnglish } from '../../problem/problem.ts';
import type { PlanRow } from '../plans/planRow.ts';
import { problemsInEnglish } from './problemsInEnglish.ts';
import { reasonsOf } from '../plans/reasonsOf.ts';

/** Why a row is not sent, is sent only in part, or was not applied. */
export function reasonInEnglish(
  row: Pick<PlanRow, 'kind' | 'state' | 'problems' | 'omitted' | 'repairs' | 'reason'>,
): string {
  return [problemsInEnglish(row), ...reasonsOf(row).map((one) => inEnglish(one))].filter(Boolean).join(' ');
}
