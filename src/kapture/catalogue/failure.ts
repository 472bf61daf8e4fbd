/** A failure that Kapture documents. `message` is the server's text, letter by letter. */
export interface Failure {
  /** When it happens, as the rest of a sentence. */
  readonly when: string;
  /** The HTTP status that the documentation states; where it states none, the response may come with 200. */
  readonly status?: number;
  readonly message: string;
  /** The key of the response that has the message, if not `message`. */
  readonly messageKey?: string;
  /** The request fields that cause it. */
  readonly fields: readonly string[];
  /** A request that Kapture answers with it. */
  readonly example?: FailureExample;
}

export interface FailureExample {
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What an example adds to its comment. */
  readonly note?: string;
}
