import type { PlanRow } from './planRow.ts';

/** Whether a row is done without fields that Kapture masks, or without blank values, which it ignored. */
export function isPartlyDone({ state, omitted, ignored }: Pick<PlanRow, 'state' | 'omitted' | 'ignored'>): boolean {
  return state === 'done' && (omitted ?? ignored) !== undefined;
}
