import { createHash } from 'node:crypto';
import { problem, type Problem } from '../problem/problem.ts';
import { plainValue } from '../update/fieldValue.ts';
import type { PlanRow } from './planRow.ts';
import type { RowInput } from './rowInput.ts';

/**
 * The first column of a file of rows to correct: why each row was not written. It is left out when a table is read, so a
 * mapping never has it.
 */
export const reasonColumn = 'Reason (Kapture)';

/** Why a row was refused when it was read before, by the mark of what was refused. */
export type EarlierReasons = ReadonlyMap<string, string>;

/** Reads a cell of {@link reasonColumn}. Texts without a mark are notes for the user. */
export function earlierReasons(cell: string): EarlierReasons {
  const [first = '', ...parts] = cell.split(/\[#([0-9a-f]{8})\]/);
  const found = new Map<string, string>();
  let text = first;
  for (let at = 0; at < parts.length; at += 2) {
    found.set(parts[at]!, text.trim());
    text = parts[at + 1] ?? '';
  }
  return found;
}

/** Why a cell that was refused before is refused again; undefined if it was not, or has changed. */
export function reasonOfCell(reasons: EarlierReasons, column: string, text: string): Problem | undefined {
  const reason = reasons.get(markOfText(text, column));
  return reason === undefined ? undefined : notCorrected(reason.replace(`${column}: `, ''));
}

/** Why a row whose cells were refused together is refused again. `text` is that of {@link textOfRow}. */
export function reasonOfRow(reasons: EarlierReasons, text: string): Problem | undefined {
  const reason = reasons.get(markOfText(text));
  return reason === undefined ? undefined : notCorrected(reason);
}

/** The cells of a row as one text, without what spreadsheets change: blank cells at the end and leading zeros. */
export function textOfRow(cells: readonly (string | undefined)[]): string {
  return cells
    .map((cell = '') => bareText(cell).replace(/^0+/, ''))
    .filter(Boolean)
    .join('\n');
}

/** Why a row that was a duplicate before is refused again; undefined if it was not, or identifies another customer. */
export function reasonOfDuplicate(reasons: EarlierReasons, row: Identity): Problem | undefined {
  const reason = reasons.get(markOfIdentity(row));
  return reason === undefined ? undefined : notCorrected(reason);
}

/**
 * Why a row was not written, for a cell of {@link reasonColumn}. What the table itself is refused for has a mark, because
 * the next import may not find it out: a formula that a file keeps as text, digits that only look damaged beside others,
 * a missing cell that a spreadsheet adds, and a duplicate of a row that is not in the file. `title` names the table whose
 * rows are numbered.
 */
export function reasonToCorrect(row: PlanRow, title: string, textOf: (found: Problem) => string): string {
  const refused = row.problems.map(({ column, text, problem: found }) => {
    const earlier = earlierReasonIn(found);
    const reason = earlier ?? textOf(found);
    if (column !== undefined) return marked(`${column}: ${reason}`, markOfText(text ?? '', column));
    if (text !== undefined) return marked(reason, markOfText(text));
    // A constant of the mapping has a problem that the row does not have.
    return earlier === undefined ? reason : marked(reason, markOfIdentity(row));
  });
  const found = row.reason ? [textOf(row.reason)] : [];
  if (row.kind === 'duplicate' && row.reason)
    found.splice(0, 1, marked(textOf(problem('In {0}: {1}', title, row.reason)), markOfIdentity(row)));
  if (!refused.length && !found.length && row.kind === 'not-looked-up')
    found.push(textOf(problem('The customer was not looked up.')));
  return [...refused, ...found, row.serverMessage ?? ''].filter(Boolean).join(' ');
}

/** The values of a row that identify its customer. */
type Identity = Pick<RowInput, 'key' | 'fields'>;

function notCorrected(reason: string): Problem {
  return problem('Not corrected yet: {0}', reason);
}

/** The reason in a problem of {@link notCorrected}, so that it does not grow from file to file. */
function earlierReasonIn({ sentence, values }: Problem): string | undefined {
  return sentence === notCorrected('').sentence ? String(values[0]) : undefined;
}

function marked(reason: string, mark: string): string {
  return `${reason} [#${mark}]`;
}

/** The mark of a cell, or without a column of a row. */
function markOfText(text: string, column = ''): string {
  return markOf([column, bareText(text)]);
}

/** Spaces, and apostrophes that mark text, differ between files with the same cell. */
function bareText(text: string): string {
  return text.replace(/^[\s']+/, '').trim();
}

/** Spreadsheets remove leading zeros. */
function markOfIdentity({ key, fields }: Identity): string {
  const values = ['phone', 'email_id', 'customer_code'].map((field) => plainValue(fields.get(field) ?? '""'));
  return markOf([key, ...values].map((value) => value.trim().toLowerCase().replace(/^0+/, '')));
}

function markOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
