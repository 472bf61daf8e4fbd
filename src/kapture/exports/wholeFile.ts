import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExportError } from './exportError.ts';

/** What is needed of an open file. */
export interface OpenFile {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a file that is not there yet. */
export type MakeFile = (path: string) => Promise<OpenFile>;

/** A file that comes into being as a whole. */
export interface WholeFile {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Has a file written beside `target`, and put in its place once `work` is done and the disk has it. If anything fails,
 * `target` stays what it was and nothing is left beside it; a process that dies leaves its unfinished file there, under a
 * name that starts with a point. Throws an {@link ExportError} for what the machine refuses, and what `work` throws.
 */
export async function writeWhole<Result>(
  target: string,
  work: (file: WholeFile) => Promise<Result>,
  makeFile: MakeFile = (path) => open(path, 'wx'),
): Promise<Result> {
  // A link stays one.
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
