/** Why there is no response. Code decides by the reason, never by a text. */
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
  | 'canceled'
  | 'read-only'
  | 'not-confirmed'
  | 'network';

/** Thrown when there is no response. Contains the host and the cause, never a key or a body. */
export class KaptureError extends Error {
  override readonly name = 'KaptureError';
  readonly reason: KaptureErrorReason;
  /** The server's host, with a port if it is not the default one. */
  readonly host: string;
  /**
   * The system's error code, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`; the limit in bytes for `too-large`; the
   * proxy or file with its problem; the name of the connection for `read-only` and `not-confirmed`.
   */
  readonly detail: string;
  /** Whether the server may have received any of the request. */
  wasSent = false;

  constructor(reason: KaptureErrorReason, host: string, detail: string, cause?: unknown) {
    super(`${reason}: ${host} (${detail})`, { cause: withoutReceived(cause) });
    this.reason = reason;
    this.host = host;
    this.detail = detail;
  }

  /** Checks the name instead of the class, because each bundle may contain its own copy of the class. */
  static is(error: unknown, reason?: KaptureErrorReason): error is KaptureError {
    return (
      error instanceof Error &&
      error.name === 'KaptureError' &&
      (reason === undefined || (error as KaptureError).reason === reason)
    );
  }
}

/** undici's parser adds the received bytes to its error: a body, or the key that a server or proxy has sent back. */
function withoutReceived(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  Reflect.deleteProperty(cause, 'data');
  withoutReceived(cause.cause);
  return cause;
}
