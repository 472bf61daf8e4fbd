import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { problem, type Problem } from '../../problem/problem.ts';
import { delimiters, TableError, type Delimiter } from './table.ts';

/** Maximum size of a row in bytes. A quote that is never closed would make the rest of the file one cell. */
export const maxRecordBytes = 1_000_000;

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the cells may not be those of the row. */
  readonly problem?: Problem;
}

interface ParsedRecord {
  readonly record: string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/**
 * The rows of a CSV text, including the header and blank ones. `linesBefore` is the number of lines of the file above
 * the text. Throws a {@link TableError}. csv-parse (8 kB compressed) tells the lines of a row; papaparse has the same
 * size and does not.
 */
export async function* csvRecords(
  text: AsyncIterable<string> | Iterable<string>,
  delimiter: Delimiter,
  linesBefore = 0,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // Cells copied from a spreadsheet have quotes as text, such as `5" pipe` and `"Asha" Traders`, see `openCells`.
    relax_quotes: true,
    max_record_size: maxRecordBytes,
    raw: true,
    info: true,
  });
  const input = Readable.from(text);
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let lastLine = linesBefore;
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<ParsedRecord>) {
      const open = openCells(record, raw);
      // Nothing says which of the rows the text belongs to, and the quotes of the next rows can be read the wrong way.
      if (open.some((cell) => /[\r\n]/.test(cell))) throw openQuote(lastLine + 1);
      const line = lastLine + 1;
      if (open.some((cell) => cell.includes(delimiter))) yield { line, cells: record, problem: openCell };
      else if (hasBlankBesideQuotes(record, raw)) yield { line, cells: record, problem: blankBesideQuotes };
      else yield { line, cells: record };
      lastLine = linesBefore + info.lines;
    }
  } catch (error) {
    throw csvError(error, lastLine + 1);
  } finally {
    input.destroy();
    parser.destroy();
  }
}

/**
 * The cells that start with a quote and continue after the closing one, such as `"Asha" Traders`. The opening quote can
 * be text, or one that is never closed: then the cell contains all that follows up to a quote of another cell. `raw` is
 * the text of the record.
 */
function openCells(record: readonly string[], raw: string): string[] {
  return record.filter((cell) => cell.startsWith('"') && !isQuoted(cell, raw));
}

function isQuoted(cell: string, raw: string): boolean {
  return raw.includes(`"${cell.replaceAll('"', '""')}"`);
}

/** Whether a cell has a blank before its first or after its last quote, so that the quotes are part of the value. */
function hasBlankBesideQuotes(record: readonly string[], raw: string): boolean {
  return record.some((cell) => {
    const text = cell.trim();
    if (text === cell || !text.startsWith('"')) return false;
    return (!cell.startsWith('"') || text.endsWith('"')) && !isQuoted(cell, raw);
  });
}

const blankBesideQuotes = problem('A cell has a blank before or after its quotes. Remove the blank.');
const openCell = problem('A cell has a delimiter in quotes and continues after them. A quote may not be closed.');

function openQuote(line: number): TableError {
  return new TableError(
    'format',
    problem('A quote in the row that starts on line {0} may not be closed.', line),
    undefined,
    line,
  );
}

function csvError(error: unknown, line: number): unknown {
  const code = error instanceof Error && 'code' in error ? (error as CsvError).code : undefined;
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return new TableError(
      'format',
      problem('A quote is never closed in the row that starts on line {0}.', line),
      error,
      line,
    );
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new TableError(
      'format',
      problem('The row that starts on line {0} is larger than 1 MB. A quote may not be closed.', line),
      error,
      line,
    );
  return code?.startsWith('CSV_')
    ? new TableError('format', problem('The row that starts on line {0} is not valid CSV.', line), error, line)
    : error;
}

/** The `sep=;` that Excel reads in the first line. */
const separatorLine = /^sep=([,;\t])\r?(?:\n|$)/i;

/** The delimiter that the first line of a file states for Excel; that line is not part of the table. */
export function statedDelimiter(head: string): { readonly delimiter: Delimiter; readonly length: number } | undefined {
  const match = separatorLine.exec(head);
  return match ? { delimiter: match[1] as Delimiter, length: match[0].length } : undefined;
}

/**
 * The delimiter of a text, from its first rows: the most frequent one in the header, outside of quotes. If several are
 * equally frequent, the one that the second row has as often. `prefersTab`: a tab in the header decides, because the
 * text has the name or the source of a tab-separated one.
 */
export function detectDelimiter(head: string, prefersTab = false): Delimiter {
  const [header, second] = countDelimiters(head);
  if (prefersTab && header?.has('\t')) return '\t';
  const ranked = delimiters
    .map((delimiter, order) => ({
      delimiter,
      order,
      count: header?.get(delimiter) ?? 0,
      agrees: header?.get(delimiter) === second?.get(delimiter),
    }))
    .sort(
      (one, other) => other.count - one.count || Number(other.agrees) - Number(one.agrees) || one.order - other.order,
    );
  return ranked[0]!.delimiter;
}

/** The number of each delimiter in the first two rows, outside of quotes. */
function countDelimiters(head: string): Map<string, number>[] {
  const rows: Map<string, number>[] = [];
  let counts = new Map<string, number>();
  let inQuotes = false;
  let hasText = false;
  const end = (): void => {
    if (hasText) rows.push(counts);
    counts = new Map();
    hasText = false;
  };
  for (const character of head) {
    if (character === '"') inQuotes = !inQuotes;
    else if (inQuotes) continue;
    else if (character === '\n' || character === '\r') end();
    else counts.set(character, (counts.get(character) ?? 0) + 1);
    hasText ||= character !== '\n' && character !== '\r';
    if (rows.length === 2) return rows;
  }
  end();
  return rows;
}
