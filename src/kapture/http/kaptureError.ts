/** Why no response came, or why none was asked for. A reason, never a text, decides what happens next. */
export type KaptureErrorReason =
  | 'name-not-found'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'not-http'
  | 'corrupt'
  | 'too-large'
  | 'proxy'
  | 'proxy-auth'
  | 'ca-file'
  | 'cancelled'
  | 'read-only'
  | 'not-confirmed'
  | 'network';

/** What the client throws when there is no response. Holds host and cause, never a key or a body. */
export class KaptureError extends Error {
  override readonly name = 'KaptureError';
  readonly reason: KaptureErrorReason;
  /** Host and port that were asked. */
  readonly host: string;
  /**
   * What the system said, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`; a number of bytes for `too-large`; proxy or file, and
   * what is wrong there; the name of the connection for `read-only` and `not-confirmed`.
   */
  readonly detail: string;
  /** Whether a byte of the request may have left this machine. */
  wasSent = false;

  constructor(reason: KaptureErrorReason, host: string, detail: string, cause?: unknown) {
    super(`${reason}: ${host} (${detail})`, { cause });
    this.reason = reason;
    this.host = host;
    this.detail = detail;
  }

  /** By name, since bundles may hold a class each. */
  static is(error: unknown, reason?: KaptureErrorReason): error is KaptureError {
    return (
      error instanceof Error &&
      error.name === 'KaptureError' &&
      (reason === undefined || (error as KaptureError).reason === reason)
    );
  }
}
