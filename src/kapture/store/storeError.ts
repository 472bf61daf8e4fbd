/**
 * Why the local store does not do what is asked; `limit`: what pulled customers may take, which the message says in bytes,
 * is used up; `ended`: its thread has ended.
 */
export type StoreErrorReason = 'full' | 'limit' | 'read-only' | 'busy' | 'damaged' | 'gone' | 'ended' | 'other';

/** What the store throws for what the machine refuses. Holds no customer's data. */
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

  /** An error of SQLite or the file system as one of ours; anything else, which is a mistake in the program, as it is. */
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
