import type { WriteForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { keyColumn, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { ownFields } from '../../kapture/bulk/mappings/ownFields.ts';
import type { PlanRow, RowKind } from '../../kapture/bulk/plans/planRow.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import type { NotReverted, PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import { changeText } from '../../kapture/bulk/results/changeText.ts';
import { reasonInEnglish } from '../../kapture/bulk/results/reasonInEnglish.ts';
import { omittedReasons } from '../../kapture/bulk/plans/reasonsOf.ts';
import { repairsOfCells } from '../../kapture/bulk/plans/repairsOfCells.ts';
import { rowsNotWritten } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import { outcomeOf } from '../../kapture/bulk/results/resultFiles.ts';
import type { Delimiter, Table } from '../../kapture/bulk/tables/table.ts';
import { encodingTitles } from '../../kapture/bulk/tables/textEncoding.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { asSentence, inEnglish, withVisibleBreaks } from '../../kapture/problem/problem.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { writtenValue } from '../../kapture/update/updateBody.ts';
import { plain } from '../shared/plain.ts';

const formatTitles = { csv: 'CSV', json: 'JSON', jsonl: 'JSON Lines', parquet: 'Parquet' } as const;
const delimiterTitles: Readonly<Record<Delimiter, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

/** How the table is read. */
export function tableLines(file: string, { rows, format, encoding, delimiter }: Table): string[] {
  const isText = format !== 'parquet';
  const how = [
    formatTitles[format],
    ...(isText ? [encodingTitles[encoding]] : []),
    ...(delimiter ? [delimiterTitles[delimiter]] : []),
  ];
  return [`${file}: ${rows} ${rows === 1 ? 'row' : 'rows'} (${how.join(', ')})`];
}

/** Number of ignored columns that are listed. */
const shownIgnored = 10;

/** What the columns mean. */
export function mappingLines(mapping: Mapping, table: Table, forms: WriteForms, source: string): string[] {
  const key = keyColumn(mapping);
  const own = new Set(ownFields(mapping, forms));
  const noteOf = (field: string): string[] => (own.has(field) ? ['not a documented field'] : []);
  let ignored = 0;
  const columns = table.columns.flatMap(({ name }) => {
    const mapped = mapping.columns.find(({ column }) => column === name);
    if (mapped?.field === undefined) return ++ignored > shownIgnored ? [] : [`  ${plain(name)}: ignored`];
    const notes = [
      ...(mapped === key ? ['identifies customers'] : []),
      ...(mapped.blank === 'clear' ? ['blank clears'] : []),
      ...(mapped.isExact ? ['exact'] : []),
      ...noteOf(mapped.field),
    ];
    return [`  ${plain(name)} → ${plain(mapped.field)}${inBrackets(notes)}`];
  });
  const others = ignored - shownIgnored;
  if (others > 0) columns.push(`  … and ${others} more ${others === 1 ? 'column' : 'columns'}: ignored`);
  const constants = mapping.constants.map(
    ({ field, value }) => `  ${plain(field)} = ${plain(value)}${inBrackets(noteOf(field))}`,
  );
  return [`Mapping (${source}):`, ...columns, ...constants];
}

function inBrackets(notes: readonly string[]): string {
  return notes.length ? ` (${notes.join(', ')})` : '';
}

const kindTitles: Readonly<Record<RowKind, string>> = {
  add: 'to add',
  update: 'to update',
  unchanged: 'unchanged',
  masked: 'masked',
  invalid: 'invalid',
  duplicate: 'duplicate',
  ambiguous: 'ambiguous',
  taken: 'taken',
  kept: 'added, which cannot be deleted',
  'not-looked-up': 'not looked up',
};

/** What a plan does. */
export function planLine(plan: number, { kinds }: PlanCounts, reverts?: number): string {
  const parts = Object.entries(kindTitles).flatMap(([kind, title]) => {
    const count = kinds[kind as RowKind];
    return count ? [`${count} ${title}`] : [];
  });
  const name = reverts === undefined ? `Plan ${plan}` : `Plan ${plan}, which reverts plan ${reverts}`;
  return `${name}: ${parts.join(', ') || 'no rows'}`;
}

/** How many updates replace the name of a customer, and why that may be another one than the row means. */
export function renamesLine({ renames, firstRename = 0 }: PlanCounts, identifier: Identifier): string {
  const count =
    renames === 1
      ? `1 update changes the customer's name (row ${firstRename}).`
      : `${renames} updates change the customer's name (the first in row ${firstRename}).`;
  return `${count} ${doubts[identifier]} Check these rows.`;
}

const doubts: Readonly<Record<Identifier, string>> = {
  id: 'An ID of another tenant can belong to another customer here.',
  code: 'A customer code of another tenant can belong to another customer here.',
  phone: 'The phone number of a row can belong to another person.',
  email: 'The email address of a row can belong to another person.',
};

/** How many updates send a blank value. */
export function blanksLine(updates: number): string {
  return `${updates} ${updates === 1 ? 'update sends' : 'updates send'} a blank value. Kapture's documentation does not say whether it clears the field or is ignored. The stored value is checked afterward.`;
}

/** The numbers of rows of a run by outcome. */
export function runLine({ states, partlyDone }: PlanCounts): string {
  const parts = [
    `${states.done} written`,
    ...(partlyDone ? [`${partlyDone} of them in part`] : []),
    ...(states.unchanged ? [`${states.unchanged} already up to date`] : []),
    `${states.failed} failed`,
    `${states.unknown + states.sending} unknown`,
    `${states.conflict} in conflict`,
    ...(states['not-sent'] ? [`${states['not-sent']} not sent`] : []),
  ];
  return parts.join(', ');
}

/** How many responses named another customer, which no run can decide. */
export function otherCustomerLine(rows: number): string {
  return rows === 1
    ? '1 response names another customer. Check both customers.'
    : `${rows} responses name another customer. Check both customers.`;
}

/** The rows that a run omits, by kind; empty if there are none. */
export function omittedText(counts: PlanCounts): string {
  const { excluded, kinds } = rowsNotWritten(counts);
  return [
    ...(excluded ? [`${excluded} excluded`] : []),
    ...kinds.map(({ kind, count }) => `${count} ${kindTitles[kind]}`),
  ].join(', ');
}

/** A row that is not written, with the reason. */
export function rowLine(row: PlanRow): string {
  const reasons = [reasonInEnglish(row), asSentence(row.serverMessage ?? '')];
  // The result file has `not-looked-up` and `updated-in-part`.
  return `  ${placeOf(row)}, ${outcomeOf(row).replaceAll('-', ' ')}: ${plain(reasons.filter(Boolean).join(' '))}`;
}

/** An update without masked fields. */
export function omittingLine(row: PlanRow): string {
  const reasons = omittedReasons(row).map((one) => inEnglish(one));
  return `  ${placeOf(row)}: ${plain(reasons.join(' '))}`;
}

/** The fields of a row that a plan which reverts another one leaves as they are. */
export function notRevertedLines(row: PlanRow): string[] {
  return row.problems.map(
    ({ column = '', problem }) => `  ${placeOf(row)}, ${plain(column)}: ${plain(inEnglish(problem))}`,
  );
}

/** How much a plan does not revert. `revertOf` is the plan whose run it reverts. */
export function notRevertedSummary(
  { fields, customers, unknown, otherCustomer }: NotReverted,
  isApplied: boolean,
  revertOf: number | undefined,
): string[] {
  return [
    ...(fields ? [notRevertedLine(fields, customers, isApplied)] : []),
    ...(unknown
      ? [
          `${updatesOf(unknown)} an unknown result, which this plan does not revert. Use --resume --plan ${revertOf} --apply first, then --revert again.`,
        ]
      : []),
    ...(otherCustomer
      ? [
          `${updatesOf(otherCustomer)} a response that names another customer. This plan does not revert that. Check both customers.`,
        ]
      : []),
  ];
}

function updatesOf(count: number): string {
  return count === 1 ? '1 update of the run has' : `${count} updates of the run have`;
}

function notRevertedLine(fields: number, customers: number, isApplied: boolean): string {
  const [field, customer] = [fields === 1 ? 'field' : 'fields', customers === 1 ? 'customer' : 'customers'];
  const verb = fields === 1 ? 'was' : 'were';
  return `${fields} ${field} of ${customers} ${customer} ${isApplied ? `${verb} not` : 'cannot be'} reverted.`;
}

/** What an update changes, and for which customer. */
export function changesLine(row: PlanRow, form: OperationForm): string {
  const shown = (field: string, json: string): string =>
    plain(withVisibleBreaks(writtenValue(form, field, plainValue(json)))) || '(blank)';
  const changes = row.changes.map((change) =>
    changeText({ ...change, field: plain(change.field) }, { shown, textOf: inEnglish }),
  );
  const name = plain(withVisibleBreaks(row.customerName ?? ''));
  return `  ${placeOf(row)}${name && `, ${name}`}: ${changes.join(', ')}`;
}

/** The repairs of a row. */
export function repairLines(row: PlanRow): string[] {
  return repairsOfCells(row).map(({ column, from, to, why }) => {
    const reason = plain(why.map((one) => inEnglish(one)).join(' '));
    // A masked value is omitted.
    const read = to === '' ? '' : `${visible(from)} → ${visible(to)}. `;
    return `  ${placeOf(row)}, ${plain(column)}: ${read}${reason}`;
  });
}

/** A cell in quotes, with codes for what cannot be seen. */
function visible(cell: string): string {
  return plain(
    JSON.stringify(cell).replace(
      /[^\P{Z} ]|\p{Cf}/gu,
      (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
    ),
  );
}

function placeOf({ row, line }: PlanRow): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

/** A line on the terminal that the next one replaces. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
