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

/** A file that appears under its name once it is complete. */
export interface AtomicFile {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Lets `work` write a temporary file next to `target`, which replaces `target` after it was synced to disk. On failure
 * `target` stays unchanged and the temporary file is deleted. A process that is killed leaves the temporary file, whose
 * name starts with a dot. Only the owner can read the file. Throws an {@link ExportError} on a file system error, and
 * anything that `work` throws. A device or pipe, such as `/dev/stdout`, is never replaced, but written directly.
 */
export async function writeAtomically<Result>(
  target: string,
  work: (file: AtomicFile) => Promise<Result>,
  makeFile: MakeFile = (path) => open(path, 'wx', 0o600),
): Promise<Result> {
  // A symbolic link stays, and the file that it points to is replaced.
  const place = await realpath(target).catch(() => target);
  if (await isDevice(place)) return writeDirectly(place, work);
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

async function isDevice(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );
}

/** Without a sync, which devices and pipes do not have. */
async function writeDirectly<Result>(place: string, work: (file: AtomicFile) => Promise<Result>): Promise<Result> {
  const file = await attempt(open(place, 'w'));
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
