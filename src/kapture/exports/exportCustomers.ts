import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { spreadsheetColumns, tableColumns, type ExportColumn } from './exportColumns.ts';
import type { StoredRecords } from '../store/spoolFiles.ts';
import { ByteBuffer } from './byteBuffer.ts';
import { addCsvHead, addCsvRow } from './csvRows.ts';
import { type AtomicFile, ExportError, type MakeFile, writeAtomically } from './atomicFile.ts';
import { JsonLines, replaceLoneSurrogates } from './jsonLines.ts';
import { ParquetRows } from './parquetRows.ts';
import { RecordCells } from './recordCells.ts';
import { WallTime } from './wallTime.ts';

export const exportFormats = ['jsonl', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  /** In the order of the file. An error that the iterable throws is thrown unchanged. */
  readonly records: Iterable<StoredRecords> | AsyncIterable<StoredRecords>;
  /** Path of the file. An existing file is replaced. */
  readonly target: string;
  /** The tenant's IANA time zone; dates of records are in it. */
  readonly timeZone: string;
  /** For CSV and Parquet. The defaults are `spreadsheetColumns` and `tableColumns`. */
  readonly columns?: readonly ExportColumn[] | undefined;
  /** Starts a CSV file with a byte order mark, from which Excel detects UTF-8. */
  readonly bom?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called every few hundred records. */
  readonly onProgress?: ((counts: ExportCounts) => void) | undefined;
  /** Only tests set it. */
  readonly makeFile?: MakeFile | undefined;
}

export interface ExportCounts {
  readonly rows: number;
  /** Records that are not in the file because they are not JSON. */
  readonly unreadable: number;
  /** Records whose bytes are missing on disk. */
  readonly missing: number;
  /** Records in the file that were fetched separately after the pull. They lack the fields that only Pull sends. */
  readonly fetchedSeparately: number;
  /** Records in the file in which invalid Unicode was replaced with U+FFFD. */
  readonly replaced: number;
}

export interface ExportResult extends ExportCounts {
  /** Size of the file. */
  readonly bytes: number;
  /** JSON Lines: records that were reformatted to fit on one line. */
  readonly rewritten: number;
  /** CSV and Parquet: contacts that had no column. */
  readonly omittedContacts: number;
  /** Parquet: values that are not in the file because they do not match the type of their column. */
  readonly mismatched: number;
}

/** Minimum size of a write before the end of the file: each write waits for another thread. */
const writeBytes = 1 << 20;

/** The writer of a format. */
interface Rows {
  /** Reads a record. False if it is not a JSON object. */
  read(bytes: Buffer, start: number, end: number): boolean;
  /** Whether the last record that was read has escaped surrogates. */
  hasSurrogates(): boolean;
  /** Adds the last record that was read. */
  add(): void;
  end(): void;
  ready(): number;
  /** The bytes that are ready to be written; valid until more are added. */
  take(): Uint8Array;
  facts(): Partial<ExportResult>;
}

/**
 * Writes customers to a file. The file is replaced atomically, and memory use does not grow with the number of records.
 * Throws an {@link ExportError} on a file system error or a cancellation, and a RangeError for an unknown time zone.
 */
export async function exportCustomers(request: ExportRequest): Promise<ExportResult> {
  const rows = rowsOf(request);
  return writeAtomically(request.target, (file) => writeRows(file, rows, request), request.makeFile);
}

async function writeRows(
  file: AtomicFile,
  rows: Rows,
  { records, signal, onProgress }: ExportRequest,
): Promise<ExportResult> {
  const counts = { rows: 0, unreadable: 0, missing: 0, fetchedSeparately: 0, replaced: 0 };
  let bytes = 0;
  const write = async (): Promise<void> => {
    const ready = rows.take();
    bytes += ready.length;
    if (ready.length) await file.write(ready);
  };
  throwIfCanceled(signal);
  for await (const batch of records) {
    // Yields to other tasks, even if the records are available synchronously.
    await setImmediate();
    throwIfCanceled(signal);
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
      if (batch.isFetchedSeparately) counts.fetchedSeparately++;
    }
    if (rows.ready() >= writeBytes) await write();
    onProgress?.({ ...counts });
  }
  throwIfCanceled(signal);
  rows.end();
  await write();
  return { rewritten: 0, omittedContacts: 0, mismatched: 0, ...rows.facts(), ...counts, bytes };
}

/** Reads a record with U+FFFD in place of invalid UTF-8 and lone surrogates, as editors show it. */
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
  const unicode = replaceLoneSurrogates(text);
  if (isValid && unicode === text) return 'read';
  const valid = Buffer.from(unicode);
  return rows.read(valid, 0, valid.length) ? 'replaced' : 'unreadable';
}

function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ExportError('canceled', 'The export was canceled.', signal.reason);
}

function rowsOf({ format, timeZone, columns, bom = false }: ExportRequest): Rows {
  const out = new ByteBuffer();
  const wallTime = new WallTime(timeZone);
  let omittedContacts = 0;
  switch (format) {
    case 'jsonl': {
      const lines = new JsonLines(out);
      return {
        read: (...record) => lines.read(...record),
        hasSurrogates: () => lines.hasSurrogates,
        add: () => lines.add(),
        end: () => undefined,
        ready: () => out.length,
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
          omittedContacts += cells.omittedContacts;
        },
        end: () => undefined,
        ready: () => out.length,
        take: () => out.take(),
        facts: () => ({ omittedContacts }),
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
          omittedContacts += cells.omittedContacts;
        },
        end: () => table.end(),
        ready: () => table.ready,
        take: () => table.take(),
        facts: () => ({ omittedContacts, mismatched: table.mismatched }),
      };
    }
  }
}
