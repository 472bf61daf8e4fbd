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
