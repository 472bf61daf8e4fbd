/**
 * Why there is no file.
 * - `full`: the disk is, or a quota
 * - `gone`: the folder is not there
 * - `refused`: no permission, a read-only disk, or another program has the file open
 */
export type ExportErrorReason = 'cancelled' | 'full' | 'gone' | 'refused' | 'other';

/** What an export throws for what the machine refuses, or for a cancel. Holds no customer's data. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly reason: ExportErrorReason;

  constructor(reason: ExportErrorReason, detail: string, cause?: unknown) {
    super(`${reason}: ${detail}`, { cause });
    this.reason = reason;
  }

  /** By name, since bundles may hold a class each. */
  static is(error: unknown, reason?: ExportErrorReason): error is ExportError {
    return (
      error instanceof Error &&
      error.name === 'ExportError' &&
      (reason === undefined || (error as ExportError).reason === reason)
    );
  }

  /** An error of the file system as one of ours; anything else as it is. */
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
