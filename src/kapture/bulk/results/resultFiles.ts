import type { OperationForm } from '../../catalogue/form.ts';
import { formOf } from '../../catalogue/forms.ts';
import { writeAtomically } from '../../exports/atomicFile.ts';
import { inEnglish, problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { writtenValue } from '../../update/updateBody.ts';
import { PlanError } from '../plans/planError.ts';
import { reasonToCorrect } from '../mappings/earlierReasons.ts';
import { repairsOfCells } from '../plans/repairsOfCells.ts';
import { refusedCells } from '../mappings/textOfRow.ts';
import { reasonColumn } from '../tables/reasonColumn.ts';
import type { Mapping } from '../mappings/mapping.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import { isPartlyDone } from '../plans/isPartlyDone.ts';
import { allRows } from '../plans/pages.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { PlanStore } from '../plans/planStore.ts';
import type { PlanHead } from '../plans/planHead.ts';
import { copiedCell, csvCell } from '../../exports/csvRows.ts';
import { changeText } from './changeText.ts';
import { reasonInEnglish } from './reasonInEnglish.ts';

/** Spreadsheets recognize UTF-8 by it. */
const byteOrderMark = '\uFEFF';

/** What a plan does with each row, as a CSV file. No cell can be a formula. */
export async function* planCsv(store: PlanStore, plan: number): AsyncGenerator<string> {
  yield (
    byteOrderMark +
    csvRow(['row', 'line', 'key', 'kind', 'included', 'customer_id', 'customer_name', 'changes', 'reason'])
  );
  const head = await store.plan(plan);
  if (!head) return;
  const form = formOf('update', head.dialect);
  for await (const row of allRows(store, { plan }))
    yield csvRow([
      String(row.row),
      String(row.line ?? ''),
      row.key,
      row.kind,
      // Other rows are never sent.
      row.isIncluded && (row.kind === 'add' || row.kind === 'update') ? 'yes' : 'no',
      row.customerId ?? '',
      nameOf(row),
      changesOf(row, form),
      [reasonWithCells(row), ...repairsInEnglish(row)].filter(Boolean).join(' '),
    ]);
}

/** The outcome of each row, as a CSV file. */
export async function* resultCsv(store: PlanStore, plan: number): AsyncGenerator<string> {
  yield (
    byteOrderMark +
    csvRow(['row', 'line', 'key', 'outcome', 'customer_id', 'customer_name', 'server_message', 'reason'])
  );
  for await (const row of allRows(store, { plan }))
    yield csvRow([
      String(row.row),
      String(row.line ?? ''),
      row.key,
      outcomeOf(row),
      row.customerId ?? '',
      nameAfter(row),
      row.serverMessage ?? '',
      reasonWithCells(row),
    ]);
}

export interface FailuresOptions {
  /**
   * That of the file. The cells of columns that it imports exactly stay unchanged: an apostrophe would be imported too.
   */
  readonly mapping?: Mapping | undefined;
  /** The text of a reason; English by default. */
  readonly textOf?: (found: Problem) => string;
  /** Receives the rows that CSV cannot represent: they would be skipped, or be imported with other values. */
  readonly onOmitted?: (row: PlanRow) => void;
}

/**
 * The rows that were not applied and can be corrected, as a CSV file to import: their reason, then the columns of the
 * file if its cells are stored, else the fields. The reason is first, because a damaged row has any number of cells.
 * Excluded rows, and rows whose outcome is unknown, are not in it.
 */
export async function* failuresCsv(
  store: PlanStore,
  plan: number,
  { mapping, textOf = inEnglish, onOmitted }: FailuresOptions = {},
): AsyncGenerator<string> {
  const head = await store.plan(plan);
  if (!head) return;
  const own = head.columns;
  const columns = own ?? (await fieldColumns(store, head));
  const exact = new Set((mapping?.columns ?? []).flatMap(({ column, isExact }) => (isExact ? [column] : [])));
  const cleared = new Set((mapping?.columns ?? []).flatMap(({ column, blank }) => (blank === 'clear' ? [column] : [])));
  const constants = (mapping?.constants ?? []).map(({ field }) => field);
  const reasons = { title: head.title, textOf, constants };
  yield byteOrderMark + csvRow([reasonColumn, ...columns]);
  for await (const row of allRows(store, { plan })) {
    if (!isFailure(row)) continue;
    const [cells] = own ? await store.cells(plan, [row.row]) : [];
    const written = (cells ?? columns.map((column) => cellOf(head, row, column))).map((cell, index) => {
      const column = columns[index] ?? '';
      // An empty cell would clear the field, which an object without it does not.
      if (cell === null) return cleared.has(column) ? undefined : '';
      if (!cells) return csvCell(cell);
      return exact.has(column) ? exactCell(cell) : copiedCell(cell);
    });
    // A row that is blank is skipped by an import.
    if (written.includes(undefined) || written.every((cell) => cell?.trim() === '')) onOmitted?.(row);
    else yield `${[csvCell(reasonToCorrect(row, reasons)), ...written].join(',')}\r\n`;
  }
}

/** The mapping for the file of {@link failuresCsv}, which is UTF-8 with commas whatever the first file was. */
export function mappingOfFailures({ identifyBy, columns, constants }: Mapping): Mapping {
  return { identifyBy, columns, constants };
}

function exactCell(cell: string): string {
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * Writes a file from its parts; it appears under its name once it is complete. Throws a {@link PlanError} if it is
 * canceled.
 */
export async function writeCsv(path: string, parts: AsyncIterable<string>, signal?: AbortSignal): Promise<void> {
  await writeAtomically(path, async (file) => {
    let text = '';
    for await (const part of parts) {
      if (signal?.aborted) throw new PlanError('canceled', problem('The file was not saved.'));
      text += part;
      if (text.length < 65_536) continue;
      await file.write(Buffer.from(text));
      text = '';
    }
    await file.write(Buffer.from(text));
  });
}

/** The outcome of a row, in one word for a file. */
export function outcomeOf(row: PlanRow): string {
  const { kind, state, isIncluded } = row;
  if (kind !== 'add' && kind !== 'update') return kind;
  if (!isIncluded) return 'excluded';
  if (state !== 'done') return state === 'sending' ? 'unknown' : state;
  if (kind === 'add') return 'added';
  return isPartlyDone(row) ? 'updated-in-part' : 'updated';
}

function isFailure({ kind, state, isIncluded }: PlanRow): boolean {
  if (kind === 'unchanged' || kind === 'masked' || kind === 'kept' || !isIncluded) return false;
  return (kind !== 'add' && kind !== 'update') || state === 'failed' || state === 'conflict';
}

/** The identifier, and every field that a failed row has. */
async function fieldColumns(store: PlanStore, head: PlanHead): Promise<readonly string[]> {
  const columns = new Set([keyColumn(head)]);
  for await (const row of allRows(store, { plan: head.id }))
    if (isFailure(row)) for (const field of row.fields.keys()) columns.add(field);
  return [...columns];
}

function keyColumn({ identifier }: PlanHead): string {
  return fieldOfIdentifier[identifier];
}

function cellOf(head: PlanHead, { key, fields }: PlanRow, column: string): string {
  if (column === keyColumn(head)) return key;
  const value = fields.get(column);
  return value === undefined ? '' : plainValue(value);
}

/** The name of the customer, or the one that the row gives a new customer. */
function nameOf({ customerName, fields }: PlanRow): string {
  const stated = fields.get('customer_name');
  return customerName ?? (stated === undefined ? '' : plainValue(stated));
}

/** The name of the customer as the run left it. */
function nameAfter(row: PlanRow): string {
  const isStored = row.state === 'done' || row.state === 'unchanged';
  const written = isStored ? row.changes.find(({ field }) => field === 'customer_name') : undefined;
  return written ? plainValue(written.to) : nameOf(row);
}

/** What a row writes, in the words of the form: `Female` where it does not write `F`. */
function changesOf({ kind, changes, fields }: PlanRow, form: OperationForm): string {
  const shown = (field: string, value: string): string => writtenValue(form, field, plainValue(value));
  if (kind === 'add') return [...fields].map(([field, value]) => `${field}: ${shown(field, value)}`).join('; ');
  return changes.map((change) => changeText(change, { shown, textOf: inEnglish })).join('; ');
}

/** The reason of a row, and its cells if it was refused as a whole: nothing else in the file identifies it. */
function reasonWithCells(row: PlanRow): string {
  const cells = refusedCells(row)?.map((cell) => JSON.stringify(cell));
  return [reasonInEnglish(row), cells ? `Its cells: ${cells.join(', ')}` : ''].filter(Boolean).join(' ');
}

function repairsInEnglish(row: PlanRow): string[] {
  return repairsOfCells(row).map(({ column, from, to, why }) => {
    // A masked value is omitted.
    const read = to === '' ? '' : `“${from}” is read as “${to}”. `;
    return `${column}: ${read}${why.map(inEnglish).join(' ')}`;
  });
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
