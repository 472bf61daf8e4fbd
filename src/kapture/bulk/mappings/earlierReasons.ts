import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Problem, asSentence, problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { RowInput } from '../plans/rowInput.ts';
import { unsentCells } from '../plans/unsentCells.ts';
import { cellsOfText } from './textOfRow.ts';

/** Why a row was refused when it was read before, by the digest of what was refused. */
export type EarlierReasons = ReadonlyMap<string, EarlierReason>;

/** What a row was refused for. */
interface EarlierReason {
  readonly reason: string;
  /** One digest, or two: a spreadsheet removes leading zeros. */
  readonly mark: string;
}

/** Reads a cell of `reasonColumn`. Texts without a mark are notes for the user. */
export function earlierReasons(cell: string): EarlierReasons {
  const [first = '', ...parts] = cell.split(/\[#((?:[0-9a-f]{8}){1,2})\]/);
  const found = new Map<string, EarlierReason>();
  let text = first;
  for (let at = 0; at < parts.length; at += 2) {
    const mark = parts[at]!;
    for (const digest of mark.match(/.{8}/g)!) found.set(digest, { reason: text.trim(), mark });
    text = parts[at + 1] ?? '';
  }
  return found;
}

/** Why a cell that was refused before is refused again; undefined if it was not, or has changed. */
export function reasonOfCell(reasons: EarlierReasons, column: string, text: string): Problem | undefined {
  const earlier = reasons.get(digestOf([column, bareText(text)]));
  // The column is named again.
  return earlier && notCorrected(earlier.reason.replace(`${column}: `, ''), earlier.mark);
}

/** Why a row whose cells were refused together is refused again. `text` is that of {@link textOfRow}. */
export function reasonOfRow(reasons: EarlierReasons, text: string): Problem | undefined {
  const earlier = reasons.get(digestOf(partsOfRow(text)));
  return earlier && notCorrected(earlier.reason, earlier.mark);
}

/** Why a row whose values were refused is refused again. Its fields are without the constants of the mapping. */
export function reasonOfValues(reasons: EarlierReasons, row: RowValues): Problem | undefined {
  const earlier = reasons.get(digestOf(partsOfIdentity(row))) ?? reasons.get(digestOf(partsOfValues(row)));
  return earlier && notCorrected(earlier.reason, earlier.mark);
}

export interface ReasonOptions {
  /** The table whose rows are numbered. */
  readonly title: string;
  readonly textOf: (found: Problem) => string;
  /** The fields that have a constant, which can differ in the next import. */
  readonly constants: readonly string[];
}

/**
 * Why a row was not written, for a cell of `reasonColumn`. What the plan refused has a mark, because the next
 * import may not find it out: a formula that a file keeps as text, digits that only look damaged beside others, a
 * missing cell that a spreadsheet adds, a duplicate of a row that is not in the file, a phone number that is free only
 * because of the run. So has an add that met a customer during the run. A row whose write failed, or whose lookup, has
 * none.
 */
export function reasonToCorrect(row: PlanRow, { title, textOf, constants }: ReasonOptions): string {
  const refused = row.problems.map(({ column, text, problem: found }) => {
    const earlier = earlierIn(found);
    const reason = `${column === undefined ? '' : `${column}: `}${earlier?.reason ?? textOf(found)}`;
    if (earlier) return marked(reason, earlier.mark);
    if (column !== undefined) return marked(reason, digestOf([column, bareText(text ?? '')]));
    // Without a text, a constant of the mapping has the problem, and not the row.
    return text === undefined ? reason : marked(reason, markOf(partsOfRow(text)));
  });
  return [...refused, ...foundOf(row, { title, textOf, constants }), asSentence(row.serverMessage ?? '')]
    .filter(Boolean)
    .join(' ');
}

/** What was found out about a row after it was read. */
function foundOf(row: PlanRow, { title, textOf, constants }: ReasonOptions): string[] {
  const { kind, key, repairs, reason, problems } = row;
  if (!reason)
    return kind === 'not-looked-up' && !problems.length ? [textOf(problem('The customer was not looked up.'))] : [];
  const fields = new Map([...row.fields].filter(([field]) => !constants.includes(field)));
  const values = { key, fields, repairs };
  if (kind === 'duplicate')
    return [marked(textOf(problem('In {0}: {1}', title, reason)), markOf(partsOfIdentity(values)))];
  // The next plan would update the customer that the add met, who can be another person.
  const isRefused = ['invalid', 'taken', 'ambiguous'].includes(kind) || (kind === 'add' && row.state === 'conflict');
  return [isRefused ? marked(textOf(reason), markOf(partsOfValues(values))) : textOf(reason)];
}

type RowValues = Pick<RowInput, 'key' | 'fields' | 'repairs'>;

/** The mark is not shown. It stays the same from file to file. */
function notCorrected(reason: string, mark: string): Problem {
  return problem(
    'Not corrected yet: {0} To import the row unchanged, clear its reason in the file.',
    asSentence(reason),
    mark,
  );
}

function earlierIn({ sentence, values: [reason, mark] }: Problem): EarlierReason | undefined {
  const isOurs = sentence === notCorrected('', '').sentence;
  return isOurs && typeof reason === 'string' && typeof mark === 'string' ? { reason, mark } : undefined;
}

function marked(reason: string, mark: string): string {
  return `${reason} [#${mark}]`;
}

/**
 * Spaces, and apostrophes that mark text, differ between files with the same cell. Blanks beside quotes stay, because a
 * row is refused for them.
 */
function bareText(text: string): string {
  const bare = text.replace(/^[\s']+/, '').trim();
  if (!bare.startsWith('"')) return bare;
  const [before, after] = [/^'*\s[\s']*"/, /\s$/].map((blank) => (blank.test(text) ? ' ' : ''));
  return `${before}${bare}${after}`;
}

/** What identifies the text of a row. */
function partsOfRow(text: string): string[] {
  return ['', ...cellsOfText(text).map(bareText)];
}

/** The values that identify the customer of a row. They are compared without case. */
function partsOfIdentity({ key, fields }: Pick<RowValues, 'key' | 'fields'>): string[] {
  const values = ['phone', 'email_id', 'customer_code'].map((field) => plainValue(fields.get(field) ?? '""'));
  return ['', ...[key, ...values].map((value) => value.trim().toLowerCase())];
}

/** All values of a row, with the cells that are not sent: an add is refused for them. */
function partsOfValues({ key, fields, repairs }: RowValues): string[] {
  const values = [...fields].map(([field, value]) => `${field}=${plainValue(value)}`);
  const unsent = unsentCells(repairs).map(({ column, from }) => `${column}: ${from}`);
  return ['', key.trim(), ...values.sort(), ...unsent.sort()];
}

/** The digest of the parts, and another one if a spreadsheet would remove leading zeros from them. */
function markOf(parts: readonly string[]): string {
  const written = parts.map((part) => part.replace(/^([^=]*=)?0+(?=\d+$)/, '$1'));
  return digestOf(parts) + (isDeepStrictEqual(written, parts) ? '' : digestOf(written));
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
