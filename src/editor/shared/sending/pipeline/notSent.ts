/** Ends a request before it is sent. */
export class NotSent extends Error {
  /** Tells the user why. Undefined if the user decided so, or was already told. */
  readonly sentence: string | undefined;

  constructor(sentence?: string) {
    super(sentence);
    this.sentence = sentence;
  }
}
