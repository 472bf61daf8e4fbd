import type { OperationId } from '../catalogue/registry.ts';
import type { AuthKey } from '../connection/authKey.ts';
import type { Connection } from '../connection/connection.ts';
import type { HeaderSecrets } from '../connection/extraHeaders.ts';
import { readCustomer, type Customer } from '../records/customer.ts';
import type { PackedText } from '../responses/packedText.ts';
import type { ResponseReading } from '../responses/readResponse.ts';
import type { SecretVariables } from '../variables/secretVariables.ts';

/** A connection with the secrets to send. */
export interface Target {
  readonly connection: Connection;
  readonly key: AuthKey;
  /** The values of the connection's secret headers; omitted if it has none. */
  readonly secrets?: HeaderSecrets;
  /** The values of the connection's secret variables; omitted if it has none. */
  readonly variables?: SecretVariables;
  /** Other secrets that a server may repeat, such as the keys of other operations. They are redacted and not sent. */
  readonly alsoRedacted?: readonly string[];
}

/** A response, unchanged except for secrets. */
export interface Response {
  readonly status: number;
  /**
   * In the order received. Names are in lower case, cookies have no values. Undefined for an exchange that an earlier
   * version stored without them.
   */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly contentType: string;
  /** Compressed if it is longer than a megabyte. */
  readonly text: string | PackedText;
  readonly bytes: number;
  /** From sending the request to the last byte of the response. */
  readonly milliseconds: number;
  /** Where a redirect points; it is not followed. */
  readonly location: string | undefined;
  /** Its records are spans of `text`, in characters of a string or in bytes of a {@link PackedText}. */
  readonly reading: ResponseReading;
}

/** A request as it is stored or shown. */
export interface SentRequest {
  readonly operation: OperationId;
  /** The tenant that it belongs to, see {@link Connection}. */
  readonly tenant: string;
  /** The name of the connection when the request was sent. */
  readonly connection: string;
  /** The time zone of the dates in the response. */
  readonly timeZone: string;
  readonly url: string;
  /** With `{{$secret.name}}` in place of each secret variable. */
  readonly requestBody: string;
  /** The headers of the connection that were sent, with a mark in place of each secret. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** In epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * A request with its response. Contains no key: one that a server sends back or that the request contains is redacted.
 */
export interface Exchange extends SentRequest {
  readonly response: Response;
}

/** An exchange whose response takes too long to format or parse at once. It is stored compressed and shown in parts. */
export type LongExchange = Exchange & { readonly response: { readonly text: PackedText } };

export function isLong(exchange: Exchange): exchange is LongExchange {
  return typeof exchange.response.text !== 'string';
}

/** The customers in the response of a Pull or Get. */
export function customersOf({ response, timeZone }: Exchange): Customer[] {
  return response.reading.records
    .map(({ start, end }) => readCustomer(response.text.slice(start, end), timeZone))
    .filter((customer) => customer !== undefined);
}
