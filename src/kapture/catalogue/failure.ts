/** A failure that Kapture documents. `message` is the server's text, unchanged. */
export interface Failure {
  /** When it happens: a clause that continues "If …". */
  readonly when: string;
  /** The HTTP status that the documentation states. If it states none, the status may be 200. */
  readonly status?: number;
  readonly message: string;
  /** The key of the response that has the message, if not `message`. */
  readonly messageKey?: string;
  /** It says that the key is refused. */
  readonly isUnauthorized?: boolean;
  /** The request fields that cause it, by their shared names. */
  readonly fields: readonly string[];
  /** A request that causes it. */
  readonly example?: FailureExample;
}

export interface FailureExample {
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Added to the comment above the example. */
  readonly note?: string;
}
