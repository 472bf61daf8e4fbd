import type { Span } from '../json/tokens.ts';
import type { Redact } from '../redaction/redact.ts';
import type { LongResponse } from '../responses/longResponse.ts';
import type { PackedText } from '../responses/packedText.ts';
import type { SentRequest } from './exchange.ts';
import { redactRequest } from './redactExchange.ts';

/** A request, and what has been received so far of its long response. It grows. Contains no key, as an exchange. */
export interface PartialExchange extends SentRequest {
  readonly response: PartialResponse;
}

interface PartialResponse {
  /** Without the last received bytes, which may be a part of a secret. */
  readonly text: PackedText;
  /** The complete records in the text: spans of bytes, in ascending order. */
  readonly records: readonly Span[];
  readonly contentType: string;
  readonly bytes: number;
  /** The size of the complete response; undefined if the server does not announce it. */
  readonly totalBytes: number | undefined;
}

/** Passes the body of a long response on to `long`, and reports each time what has been received. */
export function reportingBody(
  long: LongResponse,
  request: SentRequest,
  headers: Readonly<Record<string, string>>,
  redact: Redact,
  onReceive: (partial: PartialExchange) => void,
): { push(chunk: Buffer): void } {
  const { text, records } = long;
  const response = {
    text,
    records,
    contentType: redact(headers['content-type'] ?? ''),
    bytes: 0,
    totalBytes: announcedBytes(headers),
  };
  const partial = { ...redactRequest(request, redact), response };
  return {
    push: (chunk) => {
      long.push(chunk);
      response.bytes += chunk.length;
      onReceive(partial);
    },
  };
}

/** Undefined for a compressed response too, because its header counts the compressed bytes. */
function announcedBytes(headers: Readonly<Record<string, string>>): number | undefined {
  const length = headers['content-length'];
  return length === undefined || headers['content-encoding'] !== undefined ? undefined : Number(length);
}
