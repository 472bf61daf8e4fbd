import type { Problem } from '../../problem/problem.ts';
import type { TextEncoding } from './textEncoding.ts';

export type TableFormat = 'csv' | 'json' | 'jsonl' | 'parquet';

export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Where a table is from. */
export type TableSource =
  | { readonly path: string; readonly text?: undefined }
  /** Pasted cells or another text. `name` is shown. */
  | { readonly text: string; readonly name: string; readonly path?: undefined };

/** What a column says about leading zeros that spreadsheets remove: a padded value, such as `0042`. */
export interface PaddedDigits {
  /** The width of all values with leading zeros. No value has more digits. */
  readonly width: number;
  readonly example: string;
}

export interface TableColumn {
  /** The name in the header, or `Column 3` if it has none. Unique: the second `Phone` is `Phone (2)`. */
  readonly name: string;
  /** The first three different values that are not blank. */
  readonly samples: readonly string[];
  /** Undefined if no value has leading zeros, or if their widths differ. */
  readonly padded?: PaddedDigits;
}

/** A table that was read once from start to end. */
export interface Table {
  readonly source: TableSource;
  readonly format: TableFormat;
  /** Of the text; UTF-8 for Parquet. */
  readonly encoding: TextEncoding;
  readonly bomLength: number;
  /** For CSV. */
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
  /** First line of the row in the file, from 1; undefined for rows without lines. */
  readonly line?: number;
  /** By index of the column. Undefined: the row ends before it, or the object does not have it. Null is empty. */
  readonly cells: readonly (string | undefined)[];
  /** Indexes of cells that are JSON numbers or booleans, whose text is unchanged JSON. */
  readonly literals?: ReadonlySet<number>;
  /** Why the row was not written before, in a file of rows to correct: its cell of `reasonColumn`. */
  readonly earlierReason?: string;
  /** Why the row cannot be read. */
  readonly problem?: Problem;
}
