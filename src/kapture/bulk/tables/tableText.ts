import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { problem } from '../../problem/problem.ts';
import { TableError, type TableSource } from './table.ts';
import { decoding, EncodingDetector, type EncodingFinding, type TextEncoding } from './textEncoding.ts';

/** The bytes of a table in chunks. Throws a {@link TableError}. */
async function* bytesOf(
  source: TableSource,
  signal?: AbortSignal,
  range: { readonly end?: number } = {},
): AsyncGenerator<Buffer> {
  throwIfCanceled(signal);
  if (source.path === undefined) {
    yield Buffer.from(source.text);
    return;
  }
  const stream = createReadStream(source.path, { highWaterMark: 1 << 16, ...range });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      throwIfCanceled(signal);
      yield chunk;
    }
  } catch (error) {
    if (TableError.is(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const why =
      code === 'ENOENT' ? problem('The file does not exist.') : problem('The file could not be read: {0}.', code);
    throw new TableError('unreadable', why, error);
  } finally {
    stream.destroy();
  }
}

function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TableError('canceled', problem('The file could not be read completely.'), signal.reason);
}

export interface Fingerprint extends EncodingFinding {
  readonly sha256: string;
  readonly bytes: number;
}

/** The hash and the encoding of a table, from all of its bytes. */
export async function fingerprint(
  source: TableSource,
  { encoding, signal }: { readonly encoding?: TextEncoding; readonly signal?: AbortSignal } = {},
): Promise<Fingerprint> {
  const hash = createHash('sha256');
  // The text of a document or of the clipboard has no encoding to recognize.
  const detector = new EncodingDetector(source.path === undefined ? 'utf-8' : encoding);
  let bytes = 0;
  for await (const chunk of bytesOf(source, signal)) {
    hash.update(chunk);
    detector.push(chunk);
    bytes += chunk.length;
  }
  return { ...detector.end(), sha256: hash.digest('hex'), bytes };
}

/** Whether a file is Parquet, by its first bytes. */
export async function isParquet(source: TableSource): Promise<boolean> {
  if (source.path === undefined) return false;
  const parts: Buffer[] = [];
  for await (const chunk of bytesOf(source, undefined, { end: parquetMark.length - 1 })) parts.push(chunk);
  return Buffer.concat(parts).equals(parquetMark);
}

const parquetMark = Buffer.from('PAR1');

/** The hash and the size of a table, in any format. */
export async function hashOf(
  source: TableSource,
  signal?: AbortSignal,
): Promise<Pick<Fingerprint, 'sha256' | 'bytes'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of bytesOf(source, signal)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The beginning of a text. */
export async function headOf(source: TableSource, finding: EncodingFinding): Promise<string> {
  const decoder = decoding(finding.encoding);
  let head = '';
  for await (const chunk of bytesOf(source, undefined, { end: headBytes - 1 }))
    head += decoder.write(head === '' ? chunk.subarray(finding.bomLength) : chunk);
  return head;
}

/** Enough for the header and the first row. */
const headBytes = 1 << 16;

/** The decoded text of a table in chunks. Throws if the file is not the one that has this fingerprint. */
export async function* textOf(
  source: TableSource,
  { encoding, bomLength, sha256 }: Omit<Fingerprint, 'bytes'>,
  { skip = 0, signal }: { readonly skip?: number; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<string> {
  const decoder = decoding(encoding);
  const hash = createHash('sha256');
  let bomLeft = bomLength;
  let skipLeft = skip;
  for await (const chunk of bytesOf(source, signal)) {
    hash.update(chunk);
    const text = decoder.write(chunk.subarray(bomLeft));
    bomLeft = Math.max(0, bomLeft - chunk.length);
    if (text.length > skipLeft) yield text.slice(skipLeft);
    skipLeft = Math.max(0, skipLeft - text.length);
  }
  const last = decoder.end();
  if (last) yield last;
  refuseChanged(hash.digest('hex') === sha256);
}

/** Throws if a file is no longer the one that was inspected. */
export function refuseChanged(isSame: boolean): void {
  if (!isSame) throw new TableError('changed', problem('The file changed while it was read. Start again.'));
}
