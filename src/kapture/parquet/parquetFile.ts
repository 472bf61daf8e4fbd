import { open, type FileHandle } from 'node:fs/promises';
// The parts of hyparquet that read flat columns, 8.5 kB compressed. With its filters and plans it has 17 kB.
import { readColumn } from 'hyparquet/src/column.js';
import { parquetMetadataAsync, parquetSchema } from 'hyparquet/src/metadata.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { problem, type Problem } from '../problem/problem.ts';
import { columnText } from './columnText.ts';
import { compressorsUpTo } from './compressors.ts';
import { damaged, ParquetError } from './parquetError.ts';

/** A row group is decoded as a whole, so it must fit in memory. Usual ones have up to 128 MB. */
const maxGroupBytes = 256_000_000;

export interface ParquetRow {
  /** By index of the column. */
  readonly cells: readonly string[];
  /** Indexes of columns of numbers or booleans, whose text is JSON unless it is blank. */
  readonly literals: ReadonlySet<number>;
}

/** The values of a column in a row group. */
interface ColumnCells {
  readonly values: ArrayLike<unknown>;
  readonly textOf: (value: unknown) => string;
  readonly isLiteral: boolean;
}

/** A Parquet file. Only one of its row groups is in memory. Throws a {@link ParquetError}. */
export class ParquetFile {
  readonly #handle: FileHandle;
  readonly #metadata: FileMetaData;
  /** The names of the columns. Nested columns and lists are omitted. */
  readonly names: readonly string[];

  private constructor(handle: FileHandle, metadata: FileMetaData) {
    this.#handle = handle;
    this.#metadata = metadata;
    this.names = parquetSchema(metadata)
      .children.filter(({ element, children }) => !children.length && element.repetition_type !== 'REPEATED')
      .map(({ element }) => element.name);
  }

  /** Opens a file. Errors of the file system have a `code`. */
  static async open(path: string): Promise<ParquetFile> {
    const handle = await open(path);
    try {
      const file = bufferOf(handle, (await handle.stat()).size);
      return new ParquetFile(handle, await readable(() => parquetMetadataAsync(file, { geoparquet: false })));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The rows in order. */
  async *rows(signal?: AbortSignal): AsyncGenerator<ParquetRow> {
    for (const group of this.#metadata.row_groups) {
      const count = Number(group.num_rows);
      if (Number(group.total_byte_size) > maxGroupBytes)
        throw new ParquetError(
          problem(
            'A row group in the Parquet file is larger than {0} MB. Write the file with smaller row groups.',
            maxGroupBytes / 1e6,
          ),
        );
      const columns: (ColumnCells | undefined)[] = [];
      for (const name of this.names) {
        signal?.throwIfAborted();
        columns.push(await this.#column(group, name));
      }
      const literals = new Set(columns.flatMap((column, index) => (column?.isLiteral ? [index] : [])));
      for (let row = 0; row < count; row++)
        yield { cells: columns.map((column) => column?.textOf(column.values[row]) ?? ''), literals };
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #column(group: FileMetaData['row_groups'][number], name: string): Promise<ColumnCells | undefined> {
    const meta = group.columns.find(({ meta_data: found }) => isPath(found?.path_in_schema, name))?.meta_data;
    if (!meta) return undefined;
    const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = meta;
    const start = Number(dictionary !== undefined && dictionary > 0n ? dictionary : data);
    const bytes = await read(this.#handle, start, Number(size));
    return readable(() => {
      const schemaPath = getTreePath(parquetSchema(this.#metadata), meta.path_in_schema);
      const { element, parsers, utf8, textOf, isLiteral } = columnText(schemaPath.at(-1)!.element);
      const count = Number(group.num_rows);
      const { data: pages } = readColumn(
        { view: new DataView(bytes), offset: 0 },
        { groupStart: 0, groupRows: count, selectStart: 0, selectEnd: count },
        {
          ...meta,
          pathInSchema: meta.path_in_schema,
          element,
          schemaPath,
          compressors: compressorsUpTo(maxGroupBytes),
          parsers,
          utf8,
        },
      );
      const values: ArrayLike<unknown> =
        pages.length === 1 ? pages[0]! : pages.flatMap((page) => Array.from<unknown>(page));
      if (values.length !== count) throw new Error('The column is incomplete.');
      return { values, textOf, isLiteral: isLiteral ?? hasLiterals(values) };
    });
  }
}

function isPath(path: readonly string[] | undefined, name: string): boolean {
  return path?.length === 1 && path[0] === name;
}

function hasLiterals(values: ArrayLike<unknown>): boolean {
  for (let at = 0; at < values.length; at++)
    if (values[at] !== null && values[at] !== undefined)
      return ['number', 'bigint', 'boolean'].includes(typeof values[at]);
  return false;
}

/** Turns errors of the reader into one for the user. */
async function readable<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (ParquetError.is(error) || (error instanceof Error && 'code' in error)) throw error;
    throw new ParquetError(problemOf(error), error);
  }
}

function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const codec = /unsupported compression codec: (\w+)/.exec(message)?.[1];
  return codec === undefined
    ? damaged()
    : problem('The Parquet file is compressed with {0}, which is not supported. Use Snappy or gzip.', codec);
}

function bufferOf(handle: FileHandle, byteLength: number): AsyncBuffer {
  return { byteLength, slice: (start, end = byteLength) => read(handle, start, end - start) };
}

async function read(handle: FileHandle, start: number, length: number): Promise<ArrayBuffer> {
  if (!(length >= 0 && length <= maxGroupBytes)) throw new ParquetError(damaged());
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(bytes, at, length - at, start + at);
    if (!bytesRead) throw new ParquetError(damaged());
    at += bytesRead;
  }
  return bytes.buffer;
}
