/** What a text, or a piece of one, starts in: JSON outside its strings, a string of JSON, or anything else. */
export type Surroundings = 'json' | 'string' | 'text';

/** Whether a text is JSON or another text. */
export function surroundingsOf(text: string): Surroundings {
  return /^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'text';
}

/** Follows the strings of a text. Offsets must be asked for in ascending order. */
export class JsonStrings {
  readonly #text: string;
  #surroundings: Surroundings;
  #at = 0;

  constructor(text: string, surroundings = surroundingsOf(text)) {
    this.#text = text;
    this.#surroundings = surroundings;
  }

  /** The surroundings of an offset. */
  at(offset: number): Surroundings {
    if (this.#surroundings === 'text') return 'text';
    for (let quote = this.#nextQuote(); quote >= 0 && quote < offset; quote = this.#nextQuote()) {
      this.#at = quote + 1;
      if (this.#surroundings === 'json') this.#surroundings = 'string';
      else if (!this.#isEscaped(quote)) this.#surroundings = 'json';
    }
    return this.#surroundings;
  }

  /** Ignores the quotes up to an offset: those of a secret that a server has put into a text as it is. */
  skipTo(offset: number): void {
    this.#at = Math.max(this.#at, offset);
  }

  #nextQuote(): number {
    return this.#text.indexOf('"', this.#at);
  }

  #isEscaped(quote: number): boolean {
    let start = quote;
    while (this.#text.charAt(start - 1) === '\\') start--;
    return (quote - start) % 2 === 1;
  }
}
