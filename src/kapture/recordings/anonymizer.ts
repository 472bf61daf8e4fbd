import { strictText, tokenAt } from '../json/looseJson.ts';
import { documentedWords } from './documentedWords.ts';
import { madeUpDate } from './madeUpDate.ts';
import { madeUpNumber, madeUpText } from './madeUpText.ts';
import { seededRandom } from './seededRandom.ts';
import { tokensOf } from './valueTokens.ts';

/** Shorter values say too little to identify anyone, and there are too few others to replace them with. */
export const leastReplaced = 3;
/** From this length on, a value or a word must not even be part of another value. */
const leastSought = 6;
const maxAttempts = 200;

/**
 * Replaces the values of JSON texts with made-up ones of the same shape: the same type, format and approximate length.
 * Field names, structure, white space, blank values, zeros, booleans and documented words stay. The same value is
 * replaced in the same way in all texts. Without `seed`, the replacement cannot be repeated to find the values.
 */
export class Anonymizer {
  readonly #seed: string;
  readonly #replaced = new Map<string, string>();
  readonly #results = new Set<string>();
  /** What a replacement must not be: the values of all texts, and the words in them. */
  readonly #originals = new Set<string>();
  /** The lengths of the longer ones. */
  readonly #lengths = new Set<number>();

  /** `texts` are all texts that will be anonymized: no replacement is a value of any of them. */
  constructor(texts: readonly string[], seed: string = crypto.randomUUID()) {
    this.#seed = seed;
    for (const text of texts) for (const { value } of leaves(strictText(text))) this.#note(value);
  }

  /** An anonymized JSON text. It is strict JSON if `text` is JSON as Kapture writes it. */
  anonymize(text: string): string {
    const strict = strictText(text);
    let result = '';
    let done = 0;
    for (const { start, end, value, isString } of leaves(strict)) {
      const replaced = this.#replacementOf(value, isString);
      result += strict.slice(done, start) + (isString ? JSON.stringify(replaced) : replaced);
      done = end;
    }
    return result + strict.slice(done);
  }

  /** The replacement of a value. */
  #replacementOf(value: string, isString: boolean): string {
    if (isKept(value)) return value;
    const known = this.#replaced.get(value);
    if (known !== undefined) return known;
    for (let attempt = 0; ; attempt++) {
      const random = seededRandom(`${this.#seed}/${attempt}/${value}`);
      const made = isString ? (madeUpDate(value, random) ?? madeUpText(value, random)) : madeUpNumber(value, random);
      // A value that has no free replacement of its shape, such as a punctuation mark, becomes a longer one.
      const candidate = attempt < maxAttempts ? made : longer(made, isString, random);
      if (this.#results.has(candidate) || this.#isOriginal(candidate)) continue;
      this.#replaced.set(value, candidate);
      this.#results.add(candidate);
      return candidate;
    }
  }

  #note(value: string): void {
    if (isKept(value)) return;
    for (const part of [value, ...tokensOf(value)]) {
      if (part.length < leastReplaced || documentedWords().has(part)) continue;
      this.#originals.add(part);
      if (part.length >= leastSought) this.#lengths.add(part.length);
    }
  }

  /** Whether a value contains an original value: as a whole, as one of its words, or a longer one anywhere. */
  #isOriginal(candidate: string): boolean {
    if ([candidate, ...tokensOf(candidate)].some((part) => this.#originals.has(part))) return true;
    for (const length of this.#lengths)
      for (let at = 0; at + length <= candidate.length; at++)
        if (this.#originals.has(candidate.slice(at, at + length))) return true;
    return false;
  }
}

/** Whether a value stays: a short or blank one, a zero, or a documented word. */
export function isKept(value: string): boolean {
  return value.length < leastReplaced || !value.trim() || /^-?0(\.0+)?$/.test(value) || documentedWords().has(value);
}

function longer(made: string, isString: boolean, random: () => number): string {
  const digits = String(100_000 + Math.floor(random() * 900_000));
  return isString
    ? `${made}${madeUpText('Abcdefgh', random)}`
    : `${made.replace(/[eE].*$/, '')}${made.includes('.') ? '' : '.'}${digits}`;
}

interface Leaf {
  /** The offsets of its literal. */
  readonly start: number;
  readonly end: number;
  /** The text of a string, otherwise the literal of a number. */
  readonly value: string;
  readonly isString: boolean;
}

/**
 * The strings and numbers of a strict JSON text that are values. A key that is a number or an email address is a value
 * too, not the name of a field.
 */
function* leaves(text: string): Generator<Leaf> {
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    const { start, end, kind } = token;
    const literal = text.slice(start, end);
    if (kind === 'literal' && /^-?\d/.test(literal)) yield { start, end, value: literal, isString: false };
    if (kind !== 'string') continue;
    const value = JSON.parse(literal) as string;
    const isKey = tokenAt(text, end)?.kind === ':';
    if (!isKey || /^\+?\d{3,}$|@/.test(value)) yield { start, end, value, isString: true };
  }
}
