import type { PlanRow } from './planRow.ts';

/** Whether a row is done without masked fields, or without blank values, which it ignored. */
export function isPartlyDone({ state, omitted, ignored }: Pick<PlanRow, 'state' | 'omitted' | 'ignored'>): boolean {
  return state === 'done' && (omitted ?? ignored) !== undefined;
}
