import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExportError } from './exportError.ts';

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
 * anything that `work` throws. A device, a pipe or an open file, such as `/dev/stdout`, is never replaced, but written
 * directly.
 */
export async function writeAtomically<Result>(
  target: string,
  work: (file: AtomicFile) => Promise<Result>,
  makeFile: MakeFile = makePrivateFile,
): Promise<Result> {
  const stream = standardStream(target);
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

/** A file that is open already, perhaps also in other programs. */
const openFile = /^\/(?:dev\/std(?:out|err)|(?:dev|proc\/self)\/fd\/\d+)$/;

/** The stream behind a path. If the shell redirects it to a file, that has what was printed earlier. */
function standardStream(target: string): NodeJS.WritableStream | undefined {
  switch (target) {
    case '/dev/stdout':
    case '/dev/fd/1':
    case '/proc/self/fd/1':
      return process.stdout;
    case '/dev/stderr':
    case '/dev/fd/2':
    case '/proc/self/fd/2':
      return process.stderr;
    default:
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
  if (openFile.test(target)) return true;
  return stat(target).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );
}

/** Without a sync, which devices and pipes do not have. What an open file has stays. */
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
