import { areProbablyValues } from './columnFields.ts';
import { columnNames } from './columnNames.ts';
import { ColumnProfile } from './columnProfile.ts';
import path from 'node:path';
import { problem, type Problem } from '../../problem/problem.ts';
import { csvRecords, detectDelimiter, statedDelimiter } from './csvRecords.ts';
import { jsonArrayRecords, jsonLineRecords, type JsonRecord } from './jsonRecords.ts';
import { maxColumns, tooManyColumns } from './columnLimit.ts';
import type { Delimiter, Table, TableColumn, TableFormat, TableRow, TableSource } from './table.ts';
import { reasonColumn } from './reasonColumn.ts';
import { parquetRecords } from './parquetRecords.ts';
import { TableError } from './tableError.ts';
import { fingerprint, hashOf, headOf, isParquet, refuseChanged, textOf, type Fingerprint } from './tableText.ts';
import type { TextEncoding } from './textEncoding.ts';

export interface InspectOptions {
  /** Overrides what is recognized. */
  readonly encoding?: TextEncoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The parts of a table that are needed to read its rows. */
interface Layout extends Fingerprint {
  readonly source: TableSource;
  readonly format: TableFormat;
  readonly delimiter?: Delimiter;
  /** Length of a first line that states the delimiter, in characters. */
  readonly skip: number;
}

/**
 * Reads a table once, from start to end, in bounded memory: its columns with samples, and what distinguishes it from
 * other files. Throws a {@link TableError}.
 */
export async function inspectTable(source: TableSource, options: InspectOptions = {}): Promise<Table> {
  const { encoding, signal } = options;
  if (await isParquet(source)) return inspectParquet(source, signal);
  const print = await fingerprint(source, { ...(encoding && { encoding }), ...(signal && { signal }) });
  const head = await headOf(source, print);
  const format = formatOf(source, head);
  const stated = statedDelimiter(head);
  const layout: Layout = {
    ...print,
    source,
    format,
    skip: format === 'csv' ? (stated?.length ?? 0) : 0,
    ...(format === 'csv' && {
      delimiter: options.delimiter ?? stated?.delimiter ?? detectDelimiter(head, isTabbed(source)),
    }),
  };
  const found = await columnsOf(layout, signal);
  const { skip: _skip, ...table } = layout;
  return { ...table, ...found };
}

async function inspectParquet(source: TableSource, signal: AbortSignal | undefined): Promise<Table> {
  const print: Fingerprint = { encoding: 'utf-8', bomLength: 0, ...(await hashOf(source, signal)) };
  const layout: Layout = { ...print, source, format: 'parquet', skip: 0 };
  return { ...print, source, format: 'parquet', ...(await columnsOf(layout, signal)) };
}

/** The rows of a table that was inspected. Throws a {@link TableError}, at the end at the latest if it changed. */
export async function* tableRows(table: Table, signal?: AbortSignal): AsyncGenerator<TableRow> {
  if (table.format === 'parquet') {
    yield* parquetTableRows(table.source.path!, signal);
    const { sha256 } = await hashOf(table.source, signal);
    return refuseChanged(sha256 === table.sha256);
  }
  const skip = table.format === 'csv' ? (statedDelimiter(await headOf(table.source, table))?.length ?? 0) : 0;
  const layout: Layout = { ...table, skip };
  const indexes = new Map(table.columns.map(({ name }, index) => [name, index]));
  if (table.format === 'csv') yield* csvRows(layout, signal);
  else for await (const { row, record } of jsonRows(layout, signal)) yield jsonRow(row, record, indexes);
}

/** Cells that are copied from a spreadsheet are separated by tabs. */
function isTabbed({ path: file, text }: TableSource): boolean {
  return text !== undefined || path.extname(file).toLowerCase() === '.tsv';
}

function formatOf(source: TableSource, head: string): TableFormat {
  const extension = path.extname(source.path ?? source.name).toLowerCase();
  if (extension === '.json') return 'json';
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl';
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  const first = /\S/.exec(head)?.[0];
  if (first === '[') return 'json';
  return first === '{' ? 'jsonl' : 'csv';
}

async function columnsOf(
  layout: Layout,
  signal: AbortSignal | undefined,
): Promise<{ readonly columns: readonly TableColumn[]; readonly rows: number }> {
  const columns = new Map<string, ColumnProfile>();
  const add = (name: string, text: string): void => {
    let profile = columns.get(name);
    if (!profile) {
      columns.set(name, (profile = new ColumnProfile(name)));
      if (columns.size > maxColumns) throw tooManyColumns();
    }
    profile.add(text);
  };
  let rows = 0;
  let firstProblem: Problem | undefined;
  if (layout.format === 'csv' || layout.format === 'parquet') {
    let names: readonly string[] = [];
    const onHeader = (header: readonly string[]): void => {
      if (areProbablyValues(header))
        throw new TableError(
          'format',
          problem('The first row must have the names of the columns, such as {0}.', 'Name, Phone, Email'),
        );
      names = header;
      for (const name of names) add(name, '');
    };
    const found =
      layout.format === 'csv'
        ? csvRows(layout, signal, onHeader)
        : parquetTableRows(layout.source.path!, signal, onHeader);
    for await (const { cells } of found) {
      rows++;
      for (const [index, name] of names.entries()) add(name, cells[index] ?? '');
    }
  } else {
    for await (const { record } of jsonRows(layout, signal)) {
      rows++;
      firstProblem ??= record.problem;
      for (const [name, { text }] of record.cells ?? []) if (name !== reasonColumn) add(name, text);
    }
  }
  if (!columns.size && firstProblem) throw new TableError('format', firstProblem);
  if (!columns.size || !rows) throw new TableError('empty', problem('The table has no rows.'));
  return { columns: [...columns.values()].map((profile) => profile.column()), rows };
}

async function* csvRows(
  layout: Layout,
  signal: AbortSignal | undefined,
  onHeader?: (names: readonly string[]) => void,
): AsyncGenerator<TableRow> {
  const { source, delimiter = ',', skip } = layout;
  const linesBefore = skip > 0 ? 1 : 0;
  let header: Header | undefined;
  let row = 0;
  const records = csvRecords(textOf(source, layout, { skip, signal }), delimiter, linesBefore);
  for await (const { line, cells: all, problem: damage } of records) {
    if (all.every((cell) => cell.trim() === '')) continue;
    if (!header) {
      if (damage) throw new TableError('format', damage, undefined, line);
      header = headerOf(all);
      onHeader?.(header.names);
      continue;
    }
    const { cells, ...earlier } = withoutReason({ cells: all }, header);
    // A row consists of more than a reason.
    if (cells !== all && cells.every((cell) => cell.trim() === '')) continue;
    row++;
    const found = { row, line, cells, ...earlier };
    const { length } = header.names;
    const isTooLong = cells.slice(length).some((cell) => cell.trim() !== '');
    const broken = isTooLong ? problem('The row has {0} cells, but the header has {1}.', cells.length, length) : damage;
    yield broken ? { ...found, problem: broken } : found;
  }
}

async function* parquetTableRows(
  path: string,
  signal: AbortSignal | undefined,
  onHeader?: (names: readonly string[]) => void,
): AsyncGenerator<TableRow> {
  let header: Header | undefined;
  const rows = parquetRecords(path, signal, (names) => {
    header = headerOf(names);
    onHeader?.(header.names);
  });
  for await (const row of rows) yield withoutReason(row, header!);
}

/** The names of the columns without {@link reasonColumn}, and the index of that one; negative if there is none. */
interface Header {
  readonly names: readonly string[];
  readonly reasonAt: number;
}

function headerOf(cells: readonly string[]): Header {
  const names = columnNames(cells);
  return { names: names.filter((name) => name !== reasonColumn), reasonAt: names.indexOf(reasonColumn) };
}

/** A row without its cell of {@link reasonColumn}, which becomes a property. */
function withoutReason<Row extends Pick<TableRow, 'cells' | 'literals'>>(
  row: Row,
  { reasonAt }: Header,
): Row & Pick<TableRow, 'earlierReason'> {
  const earlierReason = reasonAt < 0 ? undefined : row.cells[reasonAt];
  if (earlierReason === undefined) return row;
  const literals = [...(row.literals ?? [])].map((index) => (index > reasonAt ? index - 1 : index));
  return {
    ...row,
    cells: row.cells.toSpliced(reasonAt, 1),
    ...(row.literals && { literals: new Set(literals) }),
    earlierReason,
  };
}

async function* jsonRows(
  layout: Layout,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly row: number; readonly record: JsonRecord }> {
  const text = textOf(layout.source, layout, { signal });
  const records = layout.format === 'json' ? jsonArrayRecords(text) : jsonLineRecords(text);
  let row = 0;
  for await (const record of records) yield { row: ++row, record };
}

function jsonRow(row: number, record: JsonRecord, indexes: ReadonlyMap<string, number>): TableRow {
  const cells = Array.from<string | undefined>({ length: indexes.size });
  const literals = new Set<number>();
  for (const [name, { text, isLiteral }] of record.cells ?? []) {
    const index = indexes.get(name);
    if (index === undefined) continue;
    cells[index] = text;
    if (isLiteral) literals.add(index);
  }
  const earlierReason = record.cells?.get(reasonColumn)?.text;
  return {
    row,
    line: record.line,
    cells,
    literals,
    ...(earlierReason !== undefined && { earlierReason }),
    ...(record.problem && { problem: record.problem }),
  };
}
