import type { KaptureErrorReason } from './kaptureError.ts';

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
