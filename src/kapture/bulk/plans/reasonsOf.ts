import { problem, type Problem } from '../../problem/problem.ts';
import type { PlanRow } from './planRow.ts';
import { unsentCells } from './unsentCells.ts';

/** Why a row is not sent, is sent only in part, or was not applied. Without the problems of its cells. */
export function reasonsOf(row: Pick<PlanRow, 'kind' | 'state' | 'omitted' | 'repairs' | 'reason'>): readonly Problem[] {
  return [...omittedReasons(row), ...(row.reason ? [row.reason] : [])];
}

/** Why an update does not have all fields of its row; empty if it has. */
export function omittedReasons({
  kind,
  state,
  omitted,
  repairs,
}: Pick<PlanRow, 'kind' | 'state' | 'omitted' | 'repairs'>): readonly Problem[] {
  if (kind !== 'update' || !omitted) return [];
  const unsent = new Set(unsentCells(repairs).map(({ field, column }) => field ?? column));
  const ofCells = omitted.filter((field) => unsent.has(field)).join(', ');
  const ofKapture = omitted.filter((field) => !unsent.has(field)).join(', ');
  return [
    ...(ofKapture ? [maskedByKapture(state, ofKapture)] : []),
    ...(ofCells ? [unsentFields(state, ofCells)] : []),
  ];
}

function maskedByKapture(state: PlanRow['state'], fields: string): Problem {
  return state === 'not-sent'
    ? problem('Kapture masks these fields, so they are not sent: {0}.', fields)
    : problem('Kapture masks these fields, so they were not sent: {0}.', fields);
}

function unsentFields(state: PlanRow['state'], fields: string): Problem {
  return state === 'not-sent'
    ? problem('The cells of these fields are masked or redacted, so they are not sent: {0}.', fields)
    : problem('The cells of these fields are masked or redacted, so they were not sent: {0}.', fields);
}
