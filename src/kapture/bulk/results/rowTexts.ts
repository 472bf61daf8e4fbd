import type { OperationForm } from '../../catalogue/form.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { writtenValue } from '../../update/updateBody.ts';
import { refusedCells, repairsOfCells, type PlanRow, type RowState } from '../plans/planRow.ts';

/** How the editor or the command line shows the texts of a row. */
export interface RowTextOptions {
  readonly textOf: (found: Problem) => string;
  /** A name, a value or a cell for display. */
  readonly shown: (text: string) => string;
}

/** What a plan does with a row, or how its write ended. */
export const stateTitles: Readonly<Record<RowState, Problem>> = {
  'not-looked-up': problem('Not looked up'),
  add: problem('Add'),
  update: problem('Update'),
  excluded: problem('Excluded'),
  unchanged: problem('Unchanged'),
  masked: problem('Masked'),
  invalid: problem('Invalid'),
  duplicate: problem('Duplicate'),
  ambiguous: problem('Ambiguous'),
  'in-use': problem('In use'),
  'cannot-be-reverted': problem('Cannot be reverted'),
  sending: problem('No response'),
  done: problem('Done'),
  'partly-done': problem('Partly done'),
  failed: problem('Failed'),
  unknown: problem('Unknown'),
  'other-customer': problem('Other customer'),
  conflict: problem('Conflict'),
};

/** The state of a row in one word for a file. */
export function outcomeOf({ state, write }: PlanRow): string {
  if (state === 'sending') return 'unknown';
  if (state !== 'done' && state !== 'partly-done') return state;
  const done = write === 'add' ? 'added' : 'updated';
  return state === 'done' ? done : `partly-${done}`;
}

export function reasonTexts({ reasons }: Pick<PlanRow, 'reasons'>, { textOf, shown }: RowTextOptions): string[] {
  return reasons.map(({ column, problem: found }) =>
    column === undefined ? textOf(found) : `${shown(column)}: ${textOf(found)}`,
  );
}

export function repairTexts(row: PlanRow, { textOf, shown }: RowTextOptions): string[] {
  return repairsOfCells(row).map(({ column, from, to, why }) => {
    const reason = why.map((one) => textOf(one)).join(' ');
    // A masked cell has no value that it is read as.
    const read = to === '' ? '' : `${textOf(problem('“{0}” is read as “{1}”.', shown(from), shown(to)))} `;
    return `${shown(column)}: ${read}${reason}`;
  });
}

/**
 * What an update changes, such as `city: Pune → Goa`, and for other rows their values, with refused cells as they are
 * in the file; in the words of the form. For a row that was refused as a whole, its cells in the order of the file.
 */
export function changeTexts(row: PlanRow, form: OperationForm, options: RowTextOptions): string[] {
  const { fields, changes, reasons } = row;
  const { textOf, shown } = options;
  const valueOf = (field: string, json: string): string =>
    shown(writtenValue(form, field, plainValue(json))) || textOf(problem('(blank)'));
  if (changes.length)
    return changes.map(({ field, from, to, contact }) => {
      const before =
        from === undefined ? unknownText(contact && valueOf(field, contact), textOf) : valueOf(field, from);
      return `${shown(field)}: ${before} → ${valueOf(field, to)}`;
    });
  const cells = refusedCells(row);
  if (cells) return cells.map((cell) => `“${shown(cell)}”`);
  const refused = reasons.flatMap(({ field, text }) =>
    field === undefined || text === undefined ? [] : [`${shown(field)}: ${shown(text)}`],
  );
  return [...refused, ...[...fields].map(([field, json]) => `${shown(field)}: ${valueOf(field, json)}`)];
}

/** The text for an unknown previous value. A value that only the contact has is not the customer's previous one. */
function unknownText(contact: string | undefined, textOf: RowTextOptions['textOf']): string {
  return textOf(
    contact === undefined ? problem('(not in the record)') : problem('(only in the contact: {0})', contact),
  );
}

/** The name of the customer as the run left it, or the one that the row gives a new customer. */
export function nameOf({ state, customerName, fields, changes }: PlanRow): string {
  const isStored = state === 'done' || state === 'partly-done';
  const written = isStored ? changes.find(({ field }) => field === 'customer_name')?.to : undefined;
  if (written !== undefined) return plainValue(written);
  const stated = fields.get('customer_name');
  return customerName ?? (stated === undefined ? '' : plainValue(stated));
}
