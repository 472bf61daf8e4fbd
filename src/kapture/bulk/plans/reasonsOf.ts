import { problem, type Problem } from '../../problem/problem.ts';
import type { PlanRow } from './planRow.ts';

/** Why a row is not sent, is sent only in part, or was not applied. Without the problems of its cells. */
export function reasonsOf(row: Pick<PlanRow, 'kind' | 'state' | 'omitted' | 'reason'>): readonly Problem[] {
  return [omittedReason(row), row.reason].filter((reason) => reason !== undefined);
}

/** Why an update does not have all fields of its row; undefined if it has. */
export function omittedReason({
  kind,
  state,
  omitted,
}: Pick<PlanRow, 'kind' | 'state' | 'omitted'>): Problem | undefined {
  if (kind !== 'update' || !omitted) return undefined;
  const fields = omitted.join(', ');
  return state === 'not-sent'
    ? problem('Kapture masks these fields, so they are not sent: {0}.', fields)
    : problem('Kapture masks these fields, so they were not sent: {0}.', fields);
}
