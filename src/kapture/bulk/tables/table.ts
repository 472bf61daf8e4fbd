import { inEnglish, problem, type Problem } from '../../problem/problem.ts';

export type TableFormat = 'csv' | 'json' | 'jsonl';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'windows-1252';

export const encodingTitles: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'windows-1252': 'Windows-1252',
};

export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

export type TableSource =
  | { readonly path: string; readonly text?: undefined }
  /** Pasted cells or another text. `name` is shown. */
  | { readonly text: string; readonly name: string; readonly path?: undefined };

export interface TableColumn {
  /** The name in the header, or `Column 3` if it has none. Unique: the second `Phone` is `Phone (2)`. */
  readonly name: string;
  /** The first three different values that are not blank. */
  readonly samples: readonly string[];
  /**
   * A value such as `0042`, if all values of the column with leading zeros have its width and none has more digits. A
   * spreadsheet may have removed the zeros of shorter ones, which would name another customer.
   */
  readonly padded?: string;
}

/** A table that was read once from start to end. */
export interface Table {
  readonly source: TableSource;
  readonly format: TableFormat;
  readonly encoding: TextEncoding;
  /** Undefined for formats other than CSV. */
  readonly delimiter?: Delimiter;
  /** Hexadecimal, of all bytes of the file. A plan is bound to it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly columns: readonly TableColumn[];
  /** Number of rows with data. */
  readonly rows: number;
}

export interface TableRow {
  /** Number of the row among those with data, from 1. */
  readonly row: number;
  /** First line of the row in the file, from 1; undefined for rows that are not from a file. */
  readonly line?: number;
  /**
   * The texts by index of the column. Undefined if the row ends before the column, or the object does not have it. A
   * JSON null is an empty text.
   */
  readonly cells: readonly (string | undefined)[];
  /** Indexes of cells that are JSON numbers or booleans, whose text is unchanged JSON. */
  readonly literals?: ReadonlySet<number>;
  /** Why the row cannot be read. */
  readonly problem?: Problem;
}

/**
 * The first column of a file of rows to correct: why each row was not written. It is skipped when a table is read, so a
 * mapping never has it.
 */
export const reasonColumn = 'Reason (Kapture)';

export const maxColumns = 1000;

export function tooManyColumns(): TableError {
  return new TableError('format', problem('The table has more than {0} columns.', maxColumns));
}

/**
 * Why a table cannot be read.
 * - `unreadable`: the file system failed
 * - `not-text`: a workbook, an archive or another binary file
 * - `encoding`: the text is in an unknown encoding
 * - `windows-1252`: the text can only be Windows-1252, which the caller did not accept
 * - `format`: it is not CSV, JSON or JSON Lines
 * - `empty`: it has no columns or no rows
 * - `changed`: the file changed after it was inspected
 * - `canceled`
 */
export type TableErrorReason =
  'unreadable' | 'not-text' | 'encoding' | 'windows-1252' | 'format' | 'empty' | 'changed' | 'canceled';

/** Thrown when a table as a whole cannot be read. Only `samples` has values of cells. */
export class TableError extends Error {
  override readonly name = 'TableError';
  readonly reason: TableErrorReason;
  readonly problem: Problem;
  /** The line of the file that causes it, from 1; undefined if it is not a single one. */
  readonly line: number | undefined;
  /** For `windows-1252`, up to three different values with characters beyond ASCII, read as that. */
  readonly samples: readonly string[];

  constructor(
    reason: TableErrorReason,
    problem: Problem,
    cause?: unknown,
    line?: number,
    samples: readonly string[] = [],
  ) {
    super(inEnglish(problem), { cause });
    this.reason = reason;
    this.problem = problem;
    this.line = line;
    this.samples = samples;
  }

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown, reason?: TableErrorReason): error is TableError {
    return (
      error instanceof Error &&
      error.name === 'TableError' &&
      (reason === undefined || (error as TableError).reason === reason)
    );
  }
}
