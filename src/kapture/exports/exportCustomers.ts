import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { spreadsheetColumns, tableColumns, type ExportColumn } from './exportColumns.ts';
import type { StoredRecords } from '../store/storedRecords.ts';
import { ByteBuffer } from './byteBuffer.ts';
import { addCsvHead, addCsvRow } from './csvRows.ts';
import { ExportError } from './exportError.ts';
import { JsonLines } from './jsonLines.ts';
import { ParquetRows } from './parquetRows.ts';
import { RecordCells } from './recordCells.ts';
import { WallTime } from './wallTime.ts';
import { withoutHalfPairs } from './withoutHalfPairs.ts';
import { writeWhole, type MakeFile, type WholeFile } from './wholeFile.ts';

export const exportFormats = ['jsonl', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  /** In the order in which they are to be written. What they throw, the export throws. */
  readonly records: Iterable<StoredRecords> | AsyncIterable<StoredRecords>;
  /** Path of the file. One that is there is replaced. */
  readonly target: string;
  /** The tenant's, which the dates of records are in. */
  readonly timeZone: string;
  /** For CSV and Parquet; without, `spreadsheetColumns` and `tableColumns`. */
  readonly columns?: readonly ExportColumn[] | undefined;
  /** Starts a CSV file with a byte order mark, by which Excel knows that it is UTF-8. */
  readonly bom?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told every now and then, some hundred records apart. */
  readonly onProgress?: ((counts: ExportCounts) => void) | undefined;
  /** For tests. */
  readonly makeFile?: MakeFile | undefined;
}

export interface ExportCounts {
  /** Records in the file. */
  readonly rows: number;
  /** Records that are no JSON, and so are not in the file. */
  readonly unreadable: number;
  /** Records whose bytes the disk has lost. */
  readonly missing: number;
  /** Those in the file that were got by themselves after the pull, which lack what only Pull sends. */
  readonly got: number;
  /** Those in the file with U+FFFD in place of text that is not Unicode. */
  readonly replaced: number;
}

export interface ExportResult extends ExportCounts {
  /** Bytes of the file. */
  readonly bytes: number;
  /** JSON Lines: records that were reformatted to be one line. */
  readonly rewritten: number;
  /** CSV and Parquet: contacts that had no column. */
  readonly contactsLeftOut: number;
  /** Parquet: values that are not in the file since they do not fit their column's type. */
  readonly unfit: number;
}

/** What a format makes of records. */
interface Rows {
  /** False for a record that cannot be read. */
  read(bytes: Buffer, start: number, end: number): boolean;
  /** Whether the record that was read has escapes of surrogates. */
  hasSurrogates(): boolean;
  /** Adds the record that was read. */
  add(): void;
  end(): void;
  /** What is ready to be written, until more is added. */
  take(): Uint8Array;
  facts(): Partial<ExportResult>;
}

/**
 * Writes customers to a file, which is there as a whole in the end or not at all; memory holds what is underway. Throws an
 * {@link ExportError} for what the machine refuses and for a cancel; a RangeError for an unknown zone.
 */
export async function exportCustomers(request: ExportRequest): Promise<ExportResult> {
  const rows = rowsOf(request);
  return writeWhole(request.target, (file) => writeRows(file, rows, request), request.makeFile);
}

async function writeRows(
  file: WholeFile,
  rows: Rows,
  { records, signal, onProgress }: ExportRequest,
): Promise<ExportResult> {
  const counts = { rows: 0, unreadable: 0, missing: 0, got: 0, replaced: 0 };
  let bytes = 0;
  const write = async (): Promise<void> => {
    const ready = rows.take();
    bytes += ready.length;
    if (ready.length) await file.write(ready);
  };
  throwIfCancelled(signal);
  for await (const batch of records) {
    // Whatever the records come from, others get their turn.
    await setImmediate();
    throwIfCancelled(signal);
    counts.missing += batch.missing ?? 0;
    const { buffer, byteOffset, length } = batch.bytes;
    const all = Buffer.from(buffer, byteOffset, length);
    const isText = isUtf8(all);
    for (let index = 0; index < batch.spans.length; index += 2) {
      const reading = readAsUnicode(rows, all, batch.spans[index]!, batch.spans[index + 1]!, isText);
      if (reading === 'unreadable') {
        counts.unreadable++;
        continue;
      }
      rows.add();
      counts.rows++;
      if (reading === 'replaced') counts.replaced++;
      if (batch.isGot) counts.got++;
    }
    await write();
    onProgress?.({ ...counts });
  }
  throwIfCancelled(signal);
  rows.end();
  await write();
  return { rewritten: 0, contactsLeftOut: 0, unfit: 0, ...rows.facts(), ...counts, bytes };
}

/** Reads a record with U+FFFD in place of what is not Unicode, as it is shown: bytes that are not UTF-8, and half surrogate pairs. */
function readAsUnicode(
  rows: Rows,
  bytes: Buffer,
  start: number,
  end: number,
  isText: boolean,
): 'read' | 'replaced' | 'unreadable' {
  const isValid = isText || isUtf8(bytes.subarray(start, end));
  if (isValid) {
    if (!rows.read(bytes, start, end)) return 'unreadable';
    if (!rows.hasSurrogates()) return 'read';
  }
  const text = bytes.toString('utf8', start, end);
  const unicode = withoutHalfPairs(text);
  if (isValid && unicode === text) return 'read';
  const valid = Buffer.from(unicode);
  return rows.read(valid, 0, valid.length) ? 'replaced' : 'unreadable';
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ExportError('cancelled', 'The export was cancelled.', signal.reason);
}

function rowsOf({ format, timeZone, columns, bom = false }: ExportRequest): Rows {
  const out = new ByteBuffer();
  const wallTime = new WallTime(timeZone);
  let contactsLeftOut = 0;
  switch (format) {
    case 'jsonl': {
      const lines = new JsonLines(out);
      return {
        read: (...record) => lines.read(...record),
        hasSurrogates: () => lines.hasSurrogates,
        add: () => lines.add(),
        end: () => undefined,
        take: () => out.take(),
        facts: () => ({ rewritten: lines.rewritten }),
      };
    }
    case 'csv': {
      const cells = new RecordCells(columns ?? spreadsheetColumns);
      addCsvHead(out, cells, bom);
      return {
        read: (...record) => cells.read(...record),
        hasSurrogates: () => cells.hasSurrogates,
        add: () => {
          addCsvRow(out, cells, wallTime);
          contactsLeftOut += cells.contactsLeftOut;
        },
        end: () => undefined,
        take: () => out.take(),
        facts: () => ({ contactsLeftOut }),
      };
    }
    case 'parquet': {
      const cells = new RecordCells(columns ?? tableColumns);
      const table = new ParquetRows(cells, wallTime);
      let recordBytes = 0;
      return {
        read: (bytes, start, end) => {
          recordBytes = end - start;
          return cells.read(bytes, start, end);
        },
        hasSurrogates: () => cells.hasSurrogates,
        add: () => {
          table.add(recordBytes);
          contactsLeftOut += cells.contactsLeftOut;
        },
        end: () => table.end(),
        take: () => table.take(),
        facts: () => ({ contactsLeftOut, unfit: table.unfit }),
      };
    }
  }
}
