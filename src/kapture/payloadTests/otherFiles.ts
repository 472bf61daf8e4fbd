import { maxJsonLength } from '../json/jsonLimits.ts';

/**
 * A file that tests name, or why it was not read: it is outside the folder of the tests, or larger than
 * `maxJsonLength`.
 */
export type OtherFile =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly text?: undefined; readonly refusal: 'outside' | 'too-long' };

/** Reads a file by its path relative to the test file. Rejects if it cannot be read. */
export type ReadOtherFile = (path: string) => Promise<OtherFile>;

type Read =
  | { readonly text: string; readonly problem?: undefined }
  /** A sentence that says why there is no text. */
  | { readonly text?: undefined; readonly problem: string };

/** Reads a file that tests name. `what` is what the file is, such as `request file`. */
export async function readOtherFile(what: string, path: string, readFile: ReadOtherFile): Promise<Read> {
  let file: OtherFile;
  try {
    file = await readFile(path);
  } catch {
    return { problem: `The ${what} ${path} could not be read.` };
  }
  switch (file.refusal) {
    case undefined:
      return file;
    case 'outside':
      return { problem: `The ${what} ${path} was not read because it is outside the folder of these tests.` };
    case 'too-long':
      return { problem: `The ${what} ${path} is larger than ${maxJsonLength / 1_000_000} MB.` };
  }
}

/** The files that can have data. */
export const dataPattern = /\.(csv|json)$/;

/** The file and the name of a case that another one uses. */
export const usePattern = /^(.+\.kapture-test\.json)#(.+)$/;

/** Whether a path is not relative to the test file. */
export function isAbsolutePath(path: string): boolean {
  return /^([/\\]|[A-Za-z]:|\w+:\/\/)/.test(path);
}
