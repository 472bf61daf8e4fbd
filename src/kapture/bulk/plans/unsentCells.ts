import type { Repair } from './rowInput.ts';

/** The cells of a row that are not sent, because they are masked or a secret in them was redacted. */
export function unsentCells(repairs: readonly Repair[]): Repair[] {
  return repairs.filter(({ to }) => to === '');
}
