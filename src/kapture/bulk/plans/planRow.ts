import type { Problem } from '../../problem/problem.ts';
import { isBlank, type FieldValues } from '../../update/fieldValue.ts';
import { fieldOfIdentifier, type Identifier } from './identifiers.ts';

/** A change to a cell without which it could not be sent. The plan shows it. */
export interface Repair {
  readonly column: string;
  readonly field: string;
  readonly from: string;
  /** Empty if the cell is not sent, because it is masked or a secret in it was redacted. */
  readonly to: string;
  readonly why: Problem;
}

/** Why a row is not sent, is sent only partly, or was not applied. */
export interface RowReason {
  readonly problem: Problem;
  /** The column of the cell; undefined if it concerns the row. */
  readonly column?: string;
  /** The field of the cell and its text in the file, if the text is refused; without a field, the text of the row. */
  readonly field?: string;
  readonly text?: string;
  /** Only beside other rows of the table is the cell a problem, so a table without them would have its value. */
  readonly isBesideOthers?: boolean;
}

/** A row of a table file, read with a mapping. */
export interface RowInput {
  /** Number of the row among those with data, from 1. */
  readonly row: number;
  /** First line of the row in the file, from 1; undefined for formats without lines. */
  readonly line?: number;
  /** The value that identifies the customer, as text; empty if the row has none, so it adds a customer. */
  readonly key: string;
  /** The values to send, by the shared field names, as JSON. Without Kapture's ID. */
  readonly fields: FieldValues;
  readonly repairs: readonly Repair[];
  /**
   * The row is invalid if it has reasons. In a plan that reverts another one, they name the fields that are not
   * reverted.
   */
  readonly reasons: readonly RowReason[];
  /** The cells whose values cannot be written. They make the row invalid, unless its customer has these values. */
  readonly invalidCells?: readonly RowReason[];
  /**
   * The cells of the row as they were read, in the order of the columns, for a file of the rows that failed. A damaged
   * row of CSV has more or fewer than the header; null: an object does not have the field.
   */
  readonly cells?: readonly (string | null)[];
}

export interface FieldChange {
  readonly field: string;
  /** The customer's own value when the plan was created, as JSON; undefined if the record did not have it. */
  readonly from: string | undefined;
  /**
   * Only without `from`: the value of the contact, which can differ from the customer's own. A run compares it, but no
   * plan writes it back.
   */
  readonly contact?: string;
  /** For a field of a contact: the ID of that contact, as JSON; undefined if the record had none. */
  readonly contactId?: string;
  readonly to: string;
}

/**
 * What a plan does with a row, and then how its write ended.
 * - `not-looked-up`: not looked up yet, or that failed; it can be looked up again
 * - `add`, `update`: one write, which was not sent
 * - `excluded`: a write that the user has excluded
 * - `unchanged`: the customer already has these values
 * - `masked`: Kapture masks a value, so it is unknown whether the customer has it; other values are the same
 * - `invalid`: the row has problems, or the customer to update does not exist
 * - `duplicate`: an earlier row of the file has the same key, updates the same customer, or writes the same phone,
 *   email or code
 * - `ambiguous`: several customers have the key
 * - `in-use`: its phone, email or code belongs to another customer
 * - `cannot-be-reverted`: of a plan that reverts a run: the run added the customer, and the API cannot delete it
 * - `sending`: recorded before the request is sent, so after a crash it is unknown whether it was applied
 * - `partly-done`: without masked fields, or without blank values, which Kapture ignored
 * - `unknown`: sent, but the response does not say whether it was applied, or its blank values were not read again
 * - `other-customer`: the response names a different customer, which may have been changed. No record decides that
 * - `conflict`: not sent, because since the plan a field of the customer was changed or masked, the customer lost the
 *   key or was deleted, or another customer has a value of the row; or not sent again, because another user may have
 *   reverted it since the run was interrupted
 */
export const rowStates = [
  'not-looked-up',
  'add',
  'update',
  'excluded',
  'unchanged',
  'masked',
  'invalid',
  'duplicate',
  'ambiguous',
  'in-use',
  'cannot-be-reverted',
  'sending',
  'done',
  'partly-done',
  'failed',
  'unknown',
  'other-customer',
  'conflict',
] as const;
export type RowState = (typeof rowStates)[number];

/** The states of writes that a run has sent or tried to send. */
export const sentStates = [
  'sending',
  'done',
  'partly-done',
  'failed',
  'unknown',
  'other-customer',
  'conflict',
] as const satisfies readonly RowState[];

/** The states of rows that a plan cannot write. It has a reason for each. */
export const refusedStates = [
  'not-looked-up',
  'masked',
  'invalid',
  'duplicate',
  'ambiguous',
  'in-use',
] as const satisfies readonly RowState[];

export interface PlanRow {
  readonly row: number;
  readonly line?: number;
  readonly state: RowState;
  readonly write?: 'add' | 'update';
  readonly key: string;
  /** Kapture's ID of the customer, if one was found or added. */
  readonly customerId?: string;
  readonly customerName?: string;
  /** The fields of the row. For an add: those to send. */
  readonly fields: FieldValues;
  /** The changes of an update. */
  readonly changes: readonly FieldChange[];
  readonly repairs: readonly Repair[];
  readonly invalidCells: readonly RowReason[];
  readonly reasons: readonly RowReason[];
  /** The server's message, unchanged. */
  readonly serverMessage?: string;
}

export interface RowDecision {
  readonly row: number;
  readonly state: Exclude<RowState, (typeof sentStates)[number]>;
  readonly customerId?: string;
  readonly customerName?: string;
  readonly changes?: readonly FieldChange[];
  readonly reasons?: readonly RowReason[];
  readonly serverMessage?: string;
  /** The phone, email and code that the write of the row stores. Later rows with one of them are duplicates. */
  readonly phone?: string;
  readonly email?: string;
  readonly code?: string;
}

/** A row to add to a plan, as it was read or, for a plan without a file, with its decision. */
export interface RowToAdd {
  readonly input: RowInput;
  readonly decision?: Omit<RowDecision, 'row'>;
}

export function isDone({ state }: Pick<PlanRow, 'state'>): boolean {
  return state === 'done' || state === 'partly-done';
}

/** Whether a row is a write that was not sent, which the user can include or exclude. */
export function canInclude({ state }: Pick<PlanRow, 'state'>): boolean {
  return state === 'add' || state === 'update' || state === 'excluded';
}

/** The cells of a row that are not sent, because they are masked or a secret in them was redacted. */
export function unsentCells(repairs: readonly Repair[]): Repair[] {
  return repairs.filter(({ to }) => to === '');
}

/** The fields of the Add of a row: those with a value, and the key. */
export function addFields(identifier: Identifier, { key, fields }: Pick<PlanRow, 'key' | 'fields'>): FieldValues {
  const values = new Map([...fields].filter(([, value]) => !isBlank(value)));
  if (key.trim() && identifier !== 'id') {
    const field = fieldOfIdentifier[identifier];
    if (!values.has(field)) values.set(field, JSON.stringify(key.trim()));
  }
  return values;
}

export interface RepairedCell {
  readonly column: string;
  readonly field: string;
  /** The cell in the file. */
  readonly from: string;
  /** The value that it is read as; empty if it is not sent. */
  readonly to: string;
  readonly why: readonly Problem[];
}

/**
 * The repairs of a row by cell: from the text in the file to the value that it is read as. Omits repairs of
 * refused cells, and those of an update whose stored value stays, except for cells that are not sent and the cell that
 * identifies the customer.
 */
export function repairsOfCells(row: PlanRow): readonly RepairedCell[] {
  const { state, write, key, changes, repairs, reasons } = row;
  const cells = new Map<string, RepairedCell>();
  const refused = new Set(reasons.map(({ column }) => column));
  for (const { column, field, from, to, why } of repairs) {
    if (refused.has(column)) continue;
    const cell = cells.get(column);
    cells.set(column, { column, field, from: cell?.from ?? from, to, why: [...(cell?.why ?? []), why] });
  }
  if (write !== 'update' && state !== 'unchanged') return [...cells.values()];
  const changed = new Set(changes.map((change) => change.field));
  return [...cells.values()].filter(({ field, to }) => to === '' || to === key || changed.has(field));
}

/** The cells of a row that was refused as a whole, as they are in the file. Undefined for any other row. */
export function refusedCells({ reasons }: Pick<PlanRow, 'reasons'>): string[] | undefined {
  const refused = reasons.find(({ column, text }) => column === undefined && text !== undefined);
  return refused?.text?.split('\n');
}

/** The cells of a row as one text, each on its line, without blank cells at the end, which a spreadsheet adds. */
export function textOfRow(cells: readonly (string | undefined)[]): string {
  const end = cells.findLastIndex((cell = '') => cell.trim() !== '') + 1;
  return cells
    .slice(0, end)
    .map((cell = '') => cell.replace(/[\r\n]+/g, ' '))
    .join('\n');
}
