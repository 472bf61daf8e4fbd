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

/** The meaning of Node's and undici's error codes. OpenSSL's certificate codes have no common format. */
const reasons: readonly (readonly [RegExp, KaptureErrorReason])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'name-not-found'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Z_BUF_ERROR)$/, 'reset'],
  [/^HPE_/, 'not-http'],
  [/^(Z_.*|ERR__?BROTLI.*|ERR__ERROR_.*|ERR_PADDING_.*)$/, 'corrupt'],
  [
    /^(ERR_TLS_.*|ERR_SSL_.*|EPROTO|CERT_.*|.*_CERT|.*CERT_.*|.*SIGNATURE.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)$/,
    'tls',
  ],
];

/** The reason for an error code; `network` for an unknown code. */
export function reasonOfCode(code: string): KaptureErrorReason {
  return reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'network';
}

/**
 * The error code of the innermost cause that has one. Of several connection attempts (IPv6, IPv4) the last one counts.
 * Empty if there is no code.
 */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause } = error as Error & { code?: unknown };
  const inner = error instanceof AggregateError ? codeOf(error.errors.at(-1)) : codeOf(cause);
  if (inner) return inner;
  if (typeof code === 'string') return code;
  // undici's parser errors have no code.
  return error.name === 'HTTPParserError' ? 'HPE_INVALID' : '';
}
