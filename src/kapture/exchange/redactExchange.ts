import type { OperationId } from '../catalogue/registry.ts';
import type { Redact } from '../redaction/redact.ts';
import { readResponse, type ResponseReading } from '../responses/readResponse.ts';
import type { Exchange, SentRequest } from './exchange.ts';

/**
 * Redacts an exchange: the URL, the request with its headers, and the response with its headers. A packed response text
 * stays, because it was redacted before packing; use `unpackedExchange` first to redact it with other options.
 */
export function redactExchange(exchange: Exchange, redact: Redact): Exchange {
  const { operation, response } = exchange;
  const text = typeof response.text === 'string' ? redact(response.text) : response.text;
  return {
    ...redactRequest(exchange, redact),
    response: {
      ...response,
      text,
      headers: response.headers && withoutSecretsIn(response.headers, redact),
      contentType: redact(response.contentType),
      location: response.location && redact(response.location),
      reading: redactedReading(operation, response, text, redact),
    },
  };
}

/** Redacts the URL, the body and the headers of a request. */
export function redactRequest<Request extends SentRequest>(request: Request, redact: Redact): Request {
  return {
    ...request,
    url: redact(request.url),
    requestBody: redact(request.requestBody),
    requestHeaders: withoutSecretsIn(request.requestHeaders, redact),
  };
}

/** The reading of a response whose text was redacted. */
function redactedReading(
  operation: OperationId,
  { status, text, reading }: Exchange['response'],
  redacted: Exchange['response']['text'],
  redact: Redact,
): Exchange['response']['reading'] {
  if (typeof redacted !== 'string') return withoutSecrets(reading, redact);
  if (redacted === text) return reading;
  // The records are offsets in the text, so they are read again. The other properties stay, because the redacted text
  // does not show that the response was truncated, which record was requested, or the form of the request.
  const { outcome, trouble, otherId, customerId } = reading;
  return {
    ...readResponse(operation, status, redacted),
    outcome,
    ...(trouble && { trouble }),
    ...(otherId !== undefined && { otherId: redact(otherId) }),
    ...(customerId !== undefined && { customerId: redact(customerId) }),
  };
}

export function withoutSecretsIn(headers: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [redact(name), redact(value)]));
}

function withoutSecrets(reading: ResponseReading, redact: Redact): ResponseReading {
  return reading.message === undefined ? reading : { ...reading, message: redact(reading.message) };
}

/** An exchange with its response text unpacked. Its reading has no records, because their offsets were in bytes. */
export function unpackedExchange(exchange: Exchange): Exchange {
  const { response } = exchange;
  return typeof response.text === 'string'
    ? exchange
    : {
        ...exchange,
        response: { ...response, text: String(response.text), reading: { ...response.reading, records: [] } },
      };
}
