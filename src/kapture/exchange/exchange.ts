import type { OperationId } from '../catalogue/registry.ts';
import type { AuthKey } from '../connection/authKey.ts';
import type { Connection } from '../connection/connection.ts';
import type { PackedText } from './packedText.ts';
import type { ResponseReading } from './readResponse.ts';

/** Where a request goes, and with which key. */
export interface Target {
  readonly connection: Connection;
  readonly key: AuthKey;
}

/** What came back, kept as it came. */
export interface Response {
  readonly status: number;
  /** By names in small letters, in the order of their coming; cookies without their values. Undefined where they were not kept. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly contentType: string;
  /** Packed where it is longer than a megabyte. */
  readonly text: string | PackedText;
  readonly bytes: number;
  /** From the sending of the request to the last byte of the response. */
  readonly milliseconds: number;
  /** Where a redirect points; it is not followed. */
  readonly location: string | undefined;
  /** Its records are places in the text: in a packed one they are counted in bytes. */
  readonly reading: ResponseReading;
}

/** One request with its response. Holds no key: what a server sends back of it, or somebody typed, is taken out. */
export interface Exchange {
  readonly operation: OperationId;
  /** Whose data it is about, see {@link Connection}. */
  readonly tenant: string;
  /** The name that the connection had. */
  readonly connection: string;
  /** Zone of the dates in the response. */
  readonly timeZone: string;
  readonly url: string;
  readonly requestBody: string;
  readonly sentAt: number;
  readonly response: Response;
}
