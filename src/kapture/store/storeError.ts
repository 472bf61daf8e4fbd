/**
 * Why an operation of the local store failed. `limit`: the storage limit of pulled customers is reached; the message
 * has it in bytes. `gone`: the data was removed. `ended`: the thread of the store has ended.
 */
export type StoreErrorReason = 'full' | 'limit' | 'read-only' | 'busy' | 'damaged' | 'gone' | 'ended' | 'other';

/** Thrown for errors of SQLite and the file system. Contains no customer data. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.reason = reason;
  }

  static is(error: unknown, reason?: StoreErrorReason): error is StoreError {
    return (
      error instanceof Error &&
      error.name === 'StoreError' &&
      (reason === undefined || (error as StoreError).reason === reason)
    );
  }

  /**
   * Converts an error of SQLite or the file system to a `StoreError`; returns anything else, which is a bug, unchanged.
   */
  static from(error: unknown): unknown {
    if (!(error instanceof Error) || StoreError.is(error)) return error;
    const { errcode, code } = error as Error & { errcode?: unknown; code?: unknown };
    if (typeof errcode === 'number')
      return new StoreError(sqliteReasons.get(errcode & 0xff) ?? 'other', error.message, error);
    return typeof code === 'string' && /^E[A-Z]+$/.test(code)
      ? new StoreError(systemReasons.get(code) ?? 'other', code, error)
      : error;
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqliteReasons = new Map<number, StoreErrorReason>([
  [13, 'full'],
  [8, 'read-only'],
  [14, 'read-only'],
  [3, 'read-only'],
  [5, 'busy'],
  [6, 'busy'],
  [11, 'damaged'],
  [26, 'damaged'],
]);
const systemReasons = new Map<string, StoreErrorReason>([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
  ['ENOENT', 'gone'],
]);
