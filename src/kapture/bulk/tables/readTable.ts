import path from 'node:path';
import { ParquetError } from '../../parquet/parquetError.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { csvRecords, detectDelimiter, statedDelimiter } from './csvRecords.ts';
import { jsonArrayRecords, jsonLineRecords, type JsonRecord } from './jsonRecords.ts';
import {
  maxColumns,
  reasonColumn,
  TableError,
  tooManyColumns,
  type Delimiter,
  type Table,
  type TableColumn,
  type TableFormat,
  type TableRow,
  type TableSource,
} from './table.ts';
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
  const columns = new Map<string, ColumnFacts>();
  const add = (name: string, text: string): void => {
    let facts = columns.get(name);
    if (!facts) {
      columns.set(name, (facts = { samples: new Set(), maxDigits: 0, isUneven: false }));
      if (columns.size > maxColumns) throw tooManyColumns();
    }
    const value = text.trim();
    if (value && facts.samples.size < maxSamples) facts.samples.add(shortened(value));
    const digits = /^'?(\d+)$/.exec(value)?.[1] ?? '';
    facts.maxDigits = Math.max(facts.maxDigits, digits.length);
    if (digits.length < 2 || !digits.startsWith('0')) return;
    facts.padded ??= digits;
    facts.isUneven ||= facts.padded.length !== digits.length;
  };
  let rows = 0;
  let firstProblem: Problem | undefined;
  if (layout.format === 'csv' || layout.format === 'parquet') {
    let names: readonly string[] = [];
    const onHeader = (header: readonly string[]): void => {
      if (header.some((name) => contactValue.test(name.trim())))
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
  return { columns: [...columns].map(([name, facts]) => columnOf(name, facts)), rows };
}

/** A phone number or an email address: no name of a column, so the table has no header. */
const contactValue = /^\+?(?:[\s().-]*\d){10,15}$|^[^\s@]+@[^\s@][^\s@.]*\.[^\s@]+$/;

interface ColumnFacts {
  /** The first different values. */
  readonly samples: Set<string>;
  /** The first value with leading zeros. */
  padded?: string;
  /** Whether values with leading zeros have different widths. */
  isUneven: boolean;
  maxDigits: number;
}

function columnOf(name: string, { samples, padded, isUneven, maxDigits }: ColumnFacts): TableColumn {
  const isPadded = padded !== undefined && !isUneven && maxDigits <= padded.length;
  return { name, samples: [...samples], ...(isPadded && { padded }) };
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
    const { cells } = withoutReason({ cells: all }, header);
    // A row consists of more than a reason.
    if (cells !== all && cells.every((cell) => cell.trim() === '')) continue;
    row++;
    const found = { row, line, cells };
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

/** A row without its cell of {@link reasonColumn}. */
function withoutReason<Row extends Pick<TableRow, 'cells' | 'literals'>>(row: Row, { reasonAt }: Header): Row {
  if (reasonAt < 0 || reasonAt >= row.cells.length) return row;
  const literals = [...(row.literals ?? [])].map((index) => (index > reasonAt ? index - 1 : index));
  return {
    ...row,
    cells: row.cells.toSpliced(reasonAt, 1),
    ...(row.literals && { literals: new Set(literals) }),
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
  return {
    row,
    line: record.line,
    cells,
    literals,
    ...(record.problem && { problem: record.problem }),
  };
}

/** The rows of a Parquet file. `onColumns` receives the names of its columns first. Throws a {@link TableError}. */
async function* parquetRecords(
  path: string,
  signal: AbortSignal | undefined,
  onColumns?: (names: readonly string[]) => void,
): AsyncGenerator<TableRow> {
  const { ParquetFile } = await import('../../parquet/parquetFile.ts');
  try {
    const file = await ParquetFile.open(path);
    try {
      onColumns?.(file.names);
      let row = 0;
      for await (const { cells, literals } of file.rows(signal)) {
        // Blank rows are skipped in every format.
        if (cells.some((cell) => cell.trim() !== '')) yield { row: ++row, cells, literals };
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw tableErrorOf(error, signal);
  }
}

function tableErrorOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new TableError('canceled', problem('The file could not be read completely.'), error);
  if (ParquetError.is(error)) return new TableError('format', error.problem, error);
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined
    ? error
    : new TableError('unreadable', problem('The file could not be read: {0}.', code), error);
}

/** Unique names of the columns of a header. */
function columnNames(header: readonly string[]): string[] {
  const names: string[] = [];
  const written = header.map((cell) => cell.replace(/\s+/g, ' ').trim());
  const taken = new Set(written);
  const used = new Set<string>();
  // Where the count of a repeated name continues: from the start, n equal names would take n² steps.
  const counts = new Map<string, number>();
  for (const [index, own] of written.entries()) {
    const name = own || `Column ${index + 1}`;
    let unique = name;
    let count = counts.get(name) ?? 2;
    while (used.has(unique) || (unique !== own && taken.has(unique))) unique = `${name} (${count++})`;
    counts.set(name, count);
    used.add(unique);
    names.push(unique);
  }
  return names;
}
const maxSamples = 3;
/** Longer samples are shortened. */
const maxSampleLength = 200;

function shortened(text: string): string {
  return text.length > maxSampleLength ? `${text.slice(0, maxSampleLength - 1)}…` : text;
}
