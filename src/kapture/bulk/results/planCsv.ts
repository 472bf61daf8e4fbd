import { formOf } from '../../catalogue/forms.ts';
import { writeAtomically } from '../../exports/atomicFile.ts';
import { copiedCell, csvCell } from '../../exports/csvRows.ts';
import { messageText } from '../../problem/messageText.ts';
import { asSentence, inEnglish, problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import type { Mapping } from '../mappings/mapping.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import { PlanError, type PlanHead } from '../plans/plan.ts';
import { allRows, type PlanStore } from '../plans/planDatabase.ts';
import type { PlanRow, RowState } from '../plans/planRow.ts';
import { reasonColumn } from '../tables/table.ts';
import { changeTexts, nameOf, outcomeOf, reasonTexts, repairTexts, type RowTextOptions } from './rowTexts.ts';

/** Spreadsheets recognize UTF-8 by it. */
const byteOrderMark = '\uFEFF';

const english: RowTextOptions = { textOf: inEnglish, shown: (text) => text };

const resultColumns = [
  'row',
  'line',
  'key',
  'outcome',
  'customer_id',
  'customer_name',
  'changes',
  'server_message',
  'reason',
];

/** What a plan does with each row, and after a run its outcome, as a CSV file. No cell can be a formula. */
export async function* resultCsv(store: PlanStore, plan: number): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(resultColumns);
  const head = await store.plan(plan);
  if (!head) return;
  const form = formOf('update', head.dialect);
  for await (const row of allRows(store, { plan }))
    yield csvRow([
      String(row.row),
      String(row.line ?? ''),
      row.key,
      outcomeOf(row),
      row.customerId ?? '',
      nameOf(row),
      changeTexts(row, form, english).join('; '),
      messageText(row.serverMessage ?? ''),
      messageText([...reasonTexts(row, english), ...repairTexts(row, english)].join(' ')),
    ]);
}

export interface FailuresOptions {
  /**
   * The mapping of the file. Cells of columns that it imports exactly stay unchanged, because an added apostrophe would
   * be imported too.
   */
  readonly mapping?: Mapping | undefined;
  /** The text of a reason; English by default. */
  readonly textOf?: (found: Problem) => string;
  /** Receives the rows that are not in the file, because they would be skipped, or be imported with other values. */
  readonly onOmitted?: (row: PlanRow) => void;
}

/** The states of rows that can be corrected. Rows whose outcome is unknown may have been applied. */
const failedStates = [
  'not-looked-up',
  'invalid',
  'duplicate',
  'ambiguous',
  'in-use',
  'failed',
  'conflict',
] as const satisfies readonly RowState[];

/** The number of rows that a file of {@link failuresCsv} has. */
export function rowsToCorrect(rows: Readonly<Record<RowState, number>>): number {
  return failedStates.reduce((sum, state) => sum + rows[state], 0);
}

/**
 * The rows that were not applied and can be corrected, as a CSV file to import: their reason, then the columns of the
 * file if its cells are stored, else the fields. The reason is first, because a damaged row has any number of cells.
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
  yield byteOrderMark + csvRow([reasonColumn, ...columns]);
  for await (const row of allRows(store, { plan, states: failedStates })) {
    const cells = own ? await store.cells(plan, row.row) : undefined;
    const written = (cells ?? columns.map((column) => cellOf(head, row, column))).map((cell, index) => {
      const column = columns[index] ?? '';
      // An empty cell would clear the field, which an object without it does not.
      if (cell === null) return cleared.has(column) ? undefined : '';
      if (!cells) return csvCell(cell);
      return exact.has(column) ? exactCell(cell) : copiedCell(cell);
    });
    const isBesideOthers = [...row.reasons, ...row.invalidCells].some((reason) => reason.isBesideOthers);
    // A row that is blank is skipped by an import.
    if (isBesideOthers || written.includes(undefined) || written.every((cell) => cell?.trim() === '')) onOmitted?.(row);
    else {
      const reasons = [...reasonTexts(row, { ...english, textOf }), asSentence(row.serverMessage ?? '')];
      yield `${[csvCell(messageText(reasons.filter(Boolean).join(' '))), ...written].join(',')}\r\n`;
    }
  }
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

/** The identifier, and every field that a failed row has. */
async function fieldColumns(store: PlanStore, head: PlanHead): Promise<readonly string[]> {
  const columns = new Set<string>([fieldOfIdentifier[head.identifier]]);
  for await (const row of allRows(store, { plan: head.id, states: failedStates }))
    for (const field of row.fields.keys()) columns.add(field);
  return [...columns];
}

function cellOf({ identifier }: PlanHead, row: PlanRow, column: string): string {
  if (column === fieldOfIdentifier[identifier]) return row.key;
  const value = row.fields.get(column);
  return value === undefined ? '' : plainValue(value);
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
