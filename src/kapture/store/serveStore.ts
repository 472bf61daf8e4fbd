import { parentPort } from 'node:worker_threads';
import { fileAt, setAside, type FilesBeside } from './database.ts';
import type { SetAsideNotice, StoreResponse, StoreRequest } from './storeCalls.ts';
import { StoreError } from './storeError.ts';

/** A store whose database is open. */
export interface ServedStore<Calls> {
  readonly calls: Calls;
  /** The file, whatever its name is by now; undefined for a database in memory. */
  readonly file: string | undefined;
  /** Where the file is now that was there before, if it could not be used. */
  readonly setAside?: string | undefined;
  /** Brings what is to stay into the new database from the file that was set aside; whether that was all of it. */
  readonly rescue?: (setAside: string) => boolean;
  readonly close: () => void;
}

/**
 * Has this thread do what another one asks of a store, one call after the other. `open` opens the database of `path` with
 * the first call, and again after it was closed. A database that turns out to be damaged is set aside, whoever started
 * the thread is told, and the call is done in the new one. The files of `beside` are set aside with it.
 */
export function serveStore<Calls extends object>(
  path: string,
  open: () => ServedStore<Calls>,
  beside?: FilesBeside,
): void {
  const port = parentPort!;
  let opened: ServedStore<Calls> | undefined;

  /** Set aside, and not told of yet. */
  let replaced: string | undefined;

  const close = (): void => {
    const closing = opened;
    opened = undefined;
    closing?.close();
  };
  const run = (call: string, args: readonly unknown[]): unknown => {
    // Another thread or window may have set the file aside.
    if (opened && opened.file !== fileAt(path)) close();
    if (!opened) {
      opened = open();
      for (const aside of [replaced, opened.setAside]) {
        if (aside === undefined) continue;
        const isWhole = opened.rescue?.(aside) ?? true;
        port.postMessage({ setAside: aside, isWhole } satisfies SetAsideNotice);
      }
      replaced = undefined;
    }
    return (opened.calls as Record<string, (...args: readonly unknown[]) => unknown>)[call]!(...args);
  };
  /** Whether there is a new one. */
  const replace = (): boolean => {
    const file = opened?.file;
    close();
    try {
      if (file !== undefined) replaced = setAside(path, file, beside) ?? replaced;
      return true;
    } catch {
      // Windows moves no file that another thread or window has open.
      return false;
    }
  };
  const answer = (call: string, args: readonly unknown[]): unknown => {
    if (call === 'close') return close();
    try {
      return run(call, args);
    } catch (caught) {
      const error = StoreError.from(caught);
      // What else is wrong with it may be gone once it is opened again.
      if (StoreError.is(error, 'other')) close();
      if (!StoreError.is(error, 'damaged') || !replace()) throw error;
      return run(call, args);
    }
  };

  port.on('message', ({ number, call, args }: StoreRequest) => {
    let response: StoreResponse;
    try {
      response = { number, result: answer(call, args) };
    } catch (caught) {
      const error = StoreError.from(caught);
      response = {
        number,
        error: {
          reason: StoreError.is(error) ? error.reason : 'mistake',
          message: String(error instanceof Error ? error.message : error),
        },
      };
    }
    port.postMessage(response);
  });
}
