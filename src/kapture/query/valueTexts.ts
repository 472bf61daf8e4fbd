import { propertySpans, valueSpan } from '../json/spans.ts';
import { tokenAt, type Span } from '../json/tokens.ts';

/** The properties of an object: key → span of its value. The last of duplicate keys counts, as in `JSON.parse`. */
type Properties = ReadonlyMap<string, Span>;

/** Storing the spans of smaller objects takes more memory than they do. In characters. */
const usualLeastStored = 1 << 15;

/** Finds values in a JSON text by their location, to show them unchanged. */
export class ValueTexts {
  readonly #text: string;
  readonly #leastStored: number;
  readonly #whole: Span | undefined;
  /** By the offset of the bracket. */
  readonly #arrays = new Map<number, Elements>();
  readonly #objects = new Map<number, Properties>();

  /**
   * The text may be loose JSON, but not truncated. Objects with fewer than `leastStored` characters are read again each
   * time.
   */
  constructor(text: string, leastStored = usualLeastStored) {
    this.#text = text;
    this.#leastStored = leastStored;
    this.#whole = valueSpan(text, 0);
  }

  /** The text of a value. */
  at(location: readonly (string | number)[]): string {
    let span = this.#whole;
    for (const step of location)
      span = span && (typeof step === 'number' ? this.#element(span, step) : this.#property(span, step));
    return span ? this.#text.slice(span.start, span.end) : 'null';
  }

  #element({ start }: Span, index: number): Span | undefined {
    let elements = this.#arrays.get(start);
    if (!elements) this.#arrays.set(start, (elements = new Elements(this.#text, start)));
    return elements.at(index);
  }

  #property({ start, end }: Span, key: string): Span | undefined {
    let properties = this.#objects.get(start);
    if (!properties) {
      properties = propertiesAt(this.#text, start);
      if (end - start >= this.#leastStored) this.#objects.set(start, properties);
    }
    return properties.get(key);
  }
}

function propertiesAt(text: string, start: number): Properties {
  const found = new Map<string, Span>();
  for (const { key, value } of propertySpans(text, start)) if (value) found.set(key, value);
  return found;
}

/** The elements of an array, found as far as they are needed. */
class Elements {
  readonly #text: string;
  /** Start and end of each element, in pairs. */
  readonly #spans: number[] = [];
  #next: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#next = start + 1;
  }

  at(index: number): Span | undefined {
    while (this.#spans.length <= 2 * index) {
      const span = valueSpan(this.#text, this.#next);
      if (!span) return undefined;
      this.#spans.push(span.start, span.end);
      this.#next = tokenAt(this.#text, span.end)?.end ?? this.#text.length;
    }
    return { start: this.#spans[2 * index]!, end: this.#spans[2 * index + 1]! };
  }
}
