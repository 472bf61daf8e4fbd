import { parentPort } from 'node:worker_threads';
import { fileAt, setAside, type RelatedFiles } from './database.ts';
import { StoreError } from './storeError.ts';
import type { SetAsideNotice, StoreResponse, StoreRequest } from './storeThread.ts';

export interface ServedStore<Calls> {
  readonly calls: Calls;
  /** Identity of the file, regardless of its current name; undefined for a database in memory. */
  readonly file: string | undefined;
  /** Path of the previous file if it could not be used and was set aside. */
  readonly setAside?: string | undefined;
  readonly close: () => void;
}

/** Some methods of an object as functions, for the calls that a thread serves. */
export function methodsOf<Source extends object, Name extends keyof Source>(
  source: Source,
  ...names: readonly Name[]
): Pick<Source, Name> {
  const bound = names.map((name) => [name, (source[name] as (...args: unknown[]) => unknown).bind(source)]);
  return Object.fromEntries(bound) as Pick<Source, Name>;
}

/**
 * Handles the calls of another thread to a store, one after the other. `open` opens the database of `path` on the first
 * call and again after it was closed. A damaged database is set aside together with the files of `related`, the other
 * thread is notified, and the call is repeated with a new database.
 */
export function serveStore<Calls extends object>(
  path: string,
  open: () => ServedStore<Calls>,
  related?: RelatedFiles,
): void {
  const port = parentPort!;
  let opened: ServedStore<Calls> | undefined;

  /** Path of a file that was set aside and not yet reported. */
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
      for (const aside of [replaced, opened.setAside])
        if (aside !== undefined) port.postMessage({ setAside: aside } satisfies SetAsideNotice);
      replaced = undefined;
    }
    return (opened.calls as Record<string, (...args: readonly unknown[]) => unknown>)[call]!(...args);
  };
  /** Sets the database aside. Returns whether a new one can be opened. */
  const replace = (): boolean => {
    const file = opened?.file;
    close();
    try {
      if (file !== undefined) replaced = setAside(path, file, related) ?? replaced;
      return true;
    } catch {
      // Windows cannot rename a file that another thread or window has open, so the database stays.
      return false;
    }
  };
  const handle = (call: string, args: readonly unknown[]): unknown => {
    if (call === 'close') return close();
    try {
      return run(call, args);
    } catch (caught) {
      const error = StoreError.from(caught);
      // Other errors may disappear when the database is reopened.
      if (StoreError.is(error, 'other')) close();
      if (!StoreError.is(error, 'damaged') || !replace()) throw error;
      return run(call, args);
    }
  };

  port.on('message', ({ number, call, args }: StoreRequest) => {
    let response: StoreResponse;
    try {
      response = { number, result: handle(call, args) };
    } catch (caught) {
      const error = StoreError.from(caught);
      response = {
        number,
        error: {
          reason: StoreError.is(error) ? error.reason : 'unexpected',
          message: String(error instanceof Error ? error.message : error),
        },
      };
    }
    port.postMessage(response);
  });
}
