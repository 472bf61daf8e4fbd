import { randomBytes } from 'node:crypto';
import { type BigIntStats, fstatSync } from 'node:fs';
import { open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** The part of `FileHandle` that is used. */
export interface OpenFile {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a file; rejects if it exists. */
export type MakeFile = (path: string) => Promise<OpenFile>;

/** Creates a file that only its owner can read. */
export const makePrivateFile: MakeFile = (path) => open(path, 'wx', 0o600);

/** A file that appears under its name once it is complete. */
export interface AtomicFile {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Lets `work` write a temporary file next to `target`, which replaces `target` after it was synced to disk. On failure
 * `target` stays unchanged and the temporary file is deleted. A process that is killed leaves the temporary file, whose
 * name starts with a dot. Only the owner can read the file. Throws an {@link ExportError} on a file system error, and
 * anything that `work` throws. A device, a pipe or an open file, such as `/dev/stdout` or the file that the shell
 * redirects it to, is never replaced, but written directly.
 */
export async function writeAtomically<Result>(
  target: string,
  work: (file: AtomicFile) => Promise<Result>,
  makeFile: MakeFile = makePrivateFile,
): Promise<Result> {
  const stream = await standardStreamAt(target);
  if (stream) return work({ write: (bytes) => attempt(writeToStream(stream, bytes)) });
  if (await isWrittenDirectly(target)) return writeDirectly(target, work);
  // A symbolic link stays, and the file that it points to is replaced.
  const place = await realpath(target).catch(() => target);
  const unfinished = join(dirname(place), `.${basename(place)}.${randomBytes(4).toString('hex')}.part`);
  const file = await attempt(makeFile(unfinished));
  try {
    let result: Result;
    try {
      result = await work({ write: (bytes) => attempt(writeAll(file, bytes)) });
      await attempt(file.sync());
    } finally {
      await attempt(file.close());
    }
    await attempt(rename(unfinished, place));
    return result;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The path of a file that is already open, perhaps also in other programs. */
const openFile = /^\/(?:dev\/(?:std(?:out|err)|fd\/\d+)|proc\/(?:self|\d+)(?:\/task\/\d+)?\/fd\/\d+)$/;
/** As many symbolic links as Linux follows. */
const maxLinks = 40;

/**
 * The name of an open file that a path is or leads to; undefined if it leads to none. The search stops at that name: it
 * is itself a link to the place of the file, but the place does not say that the file is open.
 */
async function openFileAt(target: string): Promise<string | undefined> {
  let place = target;
  for (let links = 0; links < maxLinks; links++) {
    // The folder may be a link, too, or have another name, such as `/proc/thread-self/fd`.
    const folder = await realpath(dirname(place)).catch(() => dirname(place));
    place = join(folder, basename(place));
    if (openFile.test(place)) return place;
    const next = await readlink(place).catch(() => undefined);
    if (next === undefined) return undefined;
    place = resolve(dirname(place), next);
  }
  return undefined;
}

/**
 * The stream that writes to the file at a path, whatever its name: if the shell redirects the stream to a file, the
 * file has what was printed earlier. Undefined if there is none.
 */
async function standardStreamAt(target: string): Promise<NodeJS.WritableStream | undefined> {
  const found = await stat(target, { bigint: true }).catch(() => undefined);
  if (!found) return undefined;
  if (isOpenAs(1, found)) return process.stdout;
  return isOpenAs(2, found) ? process.stderr : undefined;
}

/** Whether a path leads to the standard output, such as `/dev/stdout` or the file that the shell redirects it to. */
export async function isStandardOutput(target: string): Promise<boolean> {
  const found = await stat(target, { bigint: true }).catch(() => undefined);
  return found !== undefined && isOpenAs(1, found);
}

function isOpenAs(descriptor: number, { dev, ino }: BigIntStats): boolean {
  const opened = statsOf(descriptor);
  return opened?.dev === dev && opened.ino === ino;
}

/** Undefined for a descriptor that is closed, as in a program without a terminal. */
function statsOf(descriptor: number): BigIntStats | undefined {
  try {
    return fstatSync(descriptor, { bigint: true });
  } catch {
    return undefined;
  }
}

function writeToStream(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whether a path leads to an open file, a device or a pipe, which is written to and never replaced. */
export async function isWrittenDirectly(target: string): Promise<boolean> {
  if ((await standardStreamAt(target)) || (await openFileAt(target)) !== undefined) return true;
  return stat(target).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );
}

/** Writes without a sync, which devices and pipes do not support. The earlier content of an open file stays. */
async function writeDirectly<Result>(place: string, work: (file: AtomicFile) => Promise<Result>): Promise<Result> {
  const file = await attempt(open(place, 'a'));
  try {
    return await work({ write: (bytes) => attempt(writeAll(file, bytes)) });
  } finally {
    await attempt(file.close());
  }
}

async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}

async function attempt<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw ExportError.from(error);
  }
}

/**
 * Why an export failed.
 * - `full`: the disk is full, or a quota is exceeded
 * - `gone`: the folder does not exist
 * - `refused`: no permission, a read-only disk, or another program has the file open
 */
export type ExportErrorReason = 'canceled' | 'full' | 'gone' | 'refused' | 'other';

/** Thrown when the file system fails or the export is canceled. Contains no customer data. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly reason: ExportErrorReason;

  constructor(reason: ExportErrorReason, detail: string, cause?: unknown) {
    super(`${reason}: ${detail}`, { cause });
    this.reason = reason;
  }

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown, reason?: ExportErrorReason): error is ExportError {
    return (
      error instanceof Error &&
      error.name === 'ExportError' &&
      (reason === undefined || (error as ExportError).reason === reason)
    );
  }

  /** Converts a file system error to an `ExportError`; returns anything else unchanged. */
  static from(error: unknown): unknown {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    return typeof code === 'string' && /^E[A-Z]+$/.test(code)
      ? new ExportError(reasons.get(code) ?? 'other', code, error)
      : error;
  }
}

const reasons = new Map<string, ExportErrorReason>([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['ENOENT', 'gone'],
  ['ENOTDIR', 'gone'],
  ['EACCES', 'refused'],
  ['EPERM', 'refused'],
  ['EROFS', 'refused'],
  ['EBUSY', 'refused'],
  ['EISDIR', 'refused'],
  ['ENOTEMPTY', 'refused'],
]);
