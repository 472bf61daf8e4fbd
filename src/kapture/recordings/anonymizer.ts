import { strictText } from '../json/looseJson.ts';
import { tokenAt } from '../json/tokens.ts';
import { isFieldName } from './isFieldName.ts';
import { documentedWords } from './documentedWords.ts';
import { madeUpDate } from './madeUpDate.ts';
import { madeUpNumber, madeUpText, madeUpToken, mostSought } from './madeUpText.ts';
import { hashedRandom } from './hashedRandom.ts';
import { tokensOf } from './valueTokens.ts';

/** Shorter values say too little to identify anyone, and there are too few others to replace them with. */
export const leastReplaced = 3;
/**
 * From this length on, a value or a word must not even be part of another value. A text that is longer than
 * {@link mostSought} consists of words, none of which is in a replacement.
 */
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
  /** The replacements of numbers that are also text, such as `1e5`, whose replacement as text is not a number. */
  readonly #numbers = new Map<string, string>();
  readonly #results = new Set<string>();
  /** What a replacement must not be: the values of all texts, and the words in them. */
  readonly #originals = new Set<string>();
  /** The lengths of the longer ones, by their first {@link leastSought} characters. */
  readonly #lengths = new Map<string, Set<number>>();

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
    const replaced = isString || known === undefined || jsonNumber.test(known) ? this.#replaced : this.#numbers;
    const made = replaced.get(value) ?? this.#freeReplacement(value, isString);
    replaced.set(value, made);
    this.#results.add(made);
    return made;
  }

  /** A replacement that no other value has, and that contains no value of the texts. */
  #freeReplacement(value: string, isString: boolean): string {
    const isFree = (token: string, before = '', after = ''): boolean => {
      const made = before + token + after;
      if (this.#originals.has(token) || this.#originals.has(made) || this.#results.has(made)) return false;
      return !this.#containsOriginal(made);
    };
    for (let attempt = 0; ; attempt++) {
      const random = hashedRandom(`${this.#seed}/${attempt}/${value}`);
      let made = isString ? madeUpText(value, random, isFree) : madeUpNumber(value, random, isFree);
      if (attempt < maxAttempts) made = (isString && madeUpDate(value, random)) || made;
      if (made === undefined || attempt >= maxAttempts)
        made = isString ? this.#longerText(made ?? '', random, isFree) : longer(made!, random);
      if (!this.#results.has(made) && !this.#isOriginal(made)) return made;
    }
  }

  /** A text that has no free replacement of its shape becomes longer, or a word if the part that stays is a value. */
  #longerText(made: string, random: () => number, isFree: (token: string) => boolean): string {
    const stays = this.#isOriginal(made) ? '' : made;
    return stays + madeUpToken(/\d$/.test(made) ? '55555555' : 'abcdefgh', random, isFree);
  }

  #note(value: string): void {
    if (isKept(value)) return;
    for (const part of [value, ...tokensOf(value)]) {
      if (part.length < leastReplaced || documentedWords().has(part)) continue;
      this.#originals.add(part);
      if (part.length < leastSought || part.length > mostSought) continue;
      const start = part.slice(0, leastSought);
      this.#lengths.set(start, (this.#lengths.get(start) ?? new Set()).add(part.length));
    }
  }

  /** Whether a value contains an original value: as a whole, as one of its words, or a longer one anywhere. */
  #isOriginal(candidate: string): boolean {
    return (
      [candidate, ...tokensOf(candidate)].some((part) => this.#originals.has(part)) || this.#containsOriginal(candidate)
    );
  }

  /** Whether a longer original value is anywhere in a text. */
  #containsOriginal(candidate: string): boolean {
    for (let at = 0; at + leastSought <= candidate.length; at++)
      for (const length of this.#lengths.get(candidate.slice(at, at + leastSought)) ?? [])
        if (at + length <= candidate.length && this.#originals.has(candidate.slice(at, at + length))) return true;
    return false;
  }
}

/** Whether a value stays: a short one, one without letters and digits, a zero, or a documented word. */
export function isKept(value: string): boolean {
  const saysNothing = value.length < leastReplaced || !tokensOf(value).length || /^-?0(\.0+)?$/.test(value);
  return saysNothing || documentedWords().has(value);
}

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A number with more decimals, and without an exponent. */
function longer(made: string, random: () => number): string {
  const digits = String(100_000 + Math.floor(random() * 900_000));
  return `${made.replace(/[eE].*$/, '')}${made.includes('.') ? '' : '.'}${digits}`;
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
 * The strings and numbers of a strict JSON text that are values. A key is one too, unless it is the name of a field.
 */
function* leaves(text: string): Generator<Leaf> {
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    const { start, end, kind } = token;
    const literal = text.slice(start, end);
    if (kind === 'literal' && /^-?\d/.test(literal)) yield { start, end, value: literal, isString: false };
    if (kind !== 'string') continue;
    const value = JSON.parse(literal) as string;
    const isKey = tokenAt(text, end)?.kind === ':';
    if (!isKey || !isFieldName(value)) yield { start, end, value, isString: true };
  }
}
