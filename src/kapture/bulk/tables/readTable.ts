import path from 'node:path';
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
import { fingerprint, headOf, textOf, type Fingerprint, type ReadingOptions } from './tableText.ts';

/** The parts of a table that are needed to read its rows. */
interface Layout extends Fingerprint {
  readonly source: TableSource;
  readonly format: TableFormat;
  readonly delimiter?: Delimiter;
  /** Length of a first line that states the delimiter, in characters. */
  readonly skip: number;
}

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** The user said that a text that is not UTF-8 or UTF-16 is Windows-1252. Almost any bytes can be read as that. */
  readonly acceptsWindows1252?: boolean;
  /** Receives how many bytes were read, and how many the table has. */
  readonly onBytes?: (bytes: number, totalBytes: number) => void;
}

/**
 * Reads a table once, from start to end, in bounded memory: its columns with samples, and what distinguishes it from
 * other files. Throws a {@link TableError}.
 */
export async function inspectTable(
  source: TableSource,
  { signal, acceptsWindows1252 = false, onBytes }: InspectOptions = {},
): Promise<Table> {
  const print = await fingerprint(source, signal);
  const head = await headOf(source, print.encoding);
  const format = formatOf(source, head);
  const stated = statedDelimiter(head);
  const layout: Layout = {
    ...print,
    source,
    format,
    skip: format === 'csv' ? (stated?.length ?? 0) : 0,
    ...(format === 'csv' && { delimiter: stated?.delimiter ?? detectDelimiter(head, isTabbed(source)) }),
  };
  const { beyondAscii, ...found } = await columnsOf(layout, {
    signal,
    onBytes: (bytes) => onBytes?.(bytes, print.bytes),
  });
  if (print.encoding === 'windows-1252' && !acceptsWindows1252)
    throw new TableError(
      'windows-1252',
      problem('The file is not UTF-8. It could be Windows-1252. Save it as UTF-8.'),
      undefined,
      undefined,
      beyondAscii,
    );
  const { skip: _skip, ...table } = layout;
  return { ...table, ...found };
}

/**
 * The rows of a table that was inspected. Throws a {@link TableError}: for a table that has changed since, at the end
 * at the latest.
 */
export async function* tableRows(table: Table, signal?: AbortSignal): AsyncGenerator<TableRow> {
  const skip = table.format === 'csv' ? (statedDelimiter(await headOf(table.source, table.encoding))?.length ?? 0) : 0;
  const layout: Layout = { ...table, skip };
  const indexes = new Map(table.columns.map(({ name }, index) => [name, index]));
  if (table.format === 'csv') yield* csvRows(layout, { signal });
  else for await (const { row, record } of jsonRows(layout, { signal })) yield jsonRow(row, record, indexes);
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
  options: ReadingOptions,
): Promise<Pick<Table, 'columns' | 'rows'> & { readonly beyondAscii: readonly string[] }> {
  const columns = new Map<string, ColumnFacts>();
  const beyondAscii = new Set<string>();
  const addSample = (text: string): void => {
    if (beyondAscii.size < maxSamples && /[^\0-\x7f]/.test(text)) beyondAscii.add(shortened(text.trim()));
  };
  const add = (name: string, text: string): void => {
    let facts = columns.get(name);
    if (!facts) {
      columns.set(name, (facts = { samples: new Set(), maxDigits: 0, isUneven: false }));
      if (columns.size > maxColumns) throw tooManyColumns();
    }
    if (layout.encoding === 'windows-1252') for (const sample of [name, text]) addSample(sample);
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
  if (layout.format === 'csv') {
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
    for await (const { cells } of csvRows(layout, options, onHeader)) {
      rows++;
      for (const [index, name] of names.entries()) add(name, cells[index] ?? '');
    }
  } else {
    for await (const { record } of jsonRows(layout, options)) {
      rows++;
      firstProblem ??= record.problem;
      for (const [name, { text }] of record.cells ?? []) if (name !== reasonColumn) add(name, text);
    }
  }
  if (!columns.size && firstProblem) throw new TableError('format', firstProblem);
  if (!columns.size || !rows) throw new TableError('empty', problem('The table has no rows.'));
  return { columns: [...columns].map(([name, facts]) => columnOf(name, facts)), rows, beyondAscii: [...beyondAscii] };
}

/** A phone number or an email address. A first row with one of them is data, so the table has no header. */
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
  options: ReadingOptions,
  onHeader?: (names: readonly string[]) => void,
): AsyncGenerator<TableRow> {
  const { source, delimiter = ',', skip } = layout;
  const linesBefore = skip > 0 ? 1 : 0;
  let header: Header | undefined;
  let row = 0;
  const records = csvRecords(textOf(source, layout, { skip, ...options }), delimiter, linesBefore);
  for await (const { line, cells: all, problem: damage } of records) {
    if (all.every((cell) => cell.trim() === '')) continue;
    if (!header) {
      if (damage) throw new TableError('format', damage, undefined, line);
      header = headerOf(all);
      onHeader?.(header.names);
      continue;
    }
    const { reasonAt } = header;
    const cells = reasonAt < 0 ? all : (reasonAt < all.length ? all.toSpliced(reasonAt, 1) : all).map(unmarkedFormula);
    // A row with nothing but a reason is blank.
    if (cells !== all && cells.every((cell) => cell.trim() === '')) continue;
    row++;
    const found = { row, line, cells };
    const { length } = header.names;
    const isTooLong = cells.slice(length).some((cell) => cell.trim() !== '');
    const broken = isTooLong ? problem('The row has {0} cells, but the header has {1}.', cells.length, length) : damage;
    yield broken ? { ...found, problem: broken } : found;
  }
}

/**
 * A cell of a file with rows to correct. It has an apostrophe before a formula, so that a spreadsheet does not run it.
 * The formula was refused, and must not become a value because of the apostrophe.
 */
function unmarkedFormula(cell: string): string {
  return /^'=[^=]/.test(cell) ? cell.slice(1) : cell;
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

async function* jsonRows(
  layout: Layout,
  options: ReadingOptions,
): AsyncGenerator<{ readonly row: number; readonly record: JsonRecord }> {
  const text = textOf(layout.source, layout, options);
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
