import type { Random } from './hashedRandom.ts';
import { valueToken } from './valueTokens.ts';

/** Whether a word or a group of digits may be in a made-up value, and may be between these parts of it. */
type IsFree = (token: string, before?: string, after?: string) => boolean;

/** Only values up to this length are sought across several words. */
export const mostSought = 64;

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';
/** Parts of web and email addresses that stay, so that an address remains one. */
const addressParts = new Set(['http', 'https', 'www']);

/** After this many attempts, a word or a group of digits becomes longer by one character. */
const attemptsPerLength = 20;
/** After this many attempts, a word is not possible between the blanks and the punctuation beside it. */
const maxAttempts = 100;

/**
 * A made-up text of the same shape: words with the same length and capitals, digits for digits, and the same blanks and
 * punctuation. An email address gets a domain that cannot exist. Undefined if there is no free text of this shape.
 */
export function madeUpText(value: string, random: Random, isFree: IsFree): string | undefined {
  const isAddress = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value);
  return isAddress
    ? madeUpWords(value.replace(/[^.]*$/, ''), 'example', random, isFree)
    : madeUpWords(value, '', random, isFree);
}

/**
 * Chooses word by word, because a long text that is made up as a whole again and again may never be free. If a word is
 * not possible after the one before it, that one is chosen again.
 */
function madeUpWords(value: string, ending: string, random: Random, isFree: IsFree): string | undefined {
  const words = [...value.matchAll(valueToken)];
  const parts = [value.slice(0, words[0]?.index)];
  const starts = [parts[0]!.slice(-mostSought)];
  let failures = 0;
  for (let index = 0; index < words.length;) {
    const { 0: word, index: start } = words[index]!;
    const next = words[index + 1];
    const after = value.slice(start + word.length, next?.index) + (next ? '' : ending);
    const before = starts[index]!;
    const isPossible = (made: string): boolean => isFree(made, before, after.slice(0, mostSought));
    const made = addressParts.has(word) && isPossible(word) ? word : possibleWord(word, random, isPossible);
    if (made !== undefined) {
      parts[++index] = made + after;
      starts[index] = (before + made + after).slice(-mostSought);
    } else {
      // Few compared with the words, so that a text without a replacement takes no longer than others.
      if (index === 0 || ++failures > 20 + words.length / 50) return undefined;
      index--;
    }
  }
  return parts.join('');
}

/** A made-up number with the same sign, number of digits, decimals and exponent. */
export function madeUpNumber(literal: string, random: Random, isFree: IsFree): string {
  const [, sign = '', whole = '', decimals = '', exponent = ''] = /^(-?)(\d+)(\.\d+)?(.*)$/.exec(literal) ?? [];
  const madeWhole = whole === '0' ? '0' : madeUpToken(whole, random, isFree);
  return sign + madeWhole + decimals.replace(/\d+/, (digits) => madeUpToken(digits, random, isFree, true)) + exponent;
}

/** A made-up word or group of digits. It is longer than the original if none of its length is free. */
export function madeUpToken(token: string, random: Random, isFree: IsFree, mayBeginWithZero = false): string {
  for (let attempt = 0; ; attempt++) {
    const made = attemptAt(token, attempt, random, mayBeginWithZero);
    if (isFree(made)) return made;
  }
}

function possibleWord(word: string, random: Random, isPossible: (made: string) => boolean): string | undefined {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const made = attemptAt(word, attempt, random);
    if (isPossible(made)) return made;
  }
  return undefined;
}

function attemptAt(token: string, attempt: number, random: Random, mayBeginWithZero = false): string {
  const model = token + token.at(-1)!.repeat(Math.floor(attempt / attemptsPerLength));
  return /^\d/.test(token) ? madeUpDigits(model, random, mayBeginWithZero) : madeUpWord(model, random);
}

/** Long numbers keep their first digit: of a phone number it is checked, and of a time stamp it is the era. */
function madeUpDigits(digits: string, random: Random, mayBeginWithZero = false): string {
  const keepsFirst = digits.length >= 8 || digits.startsWith('0');
  const first = mayBeginWithZero ? String(Math.floor(random() * 10)) : String(1 + Math.floor(random() * 9));
  const rest = Array.from(digits.slice(1), () => String(Math.floor(random() * 10)));
  return (keepsFirst ? digits[0]! : first) + rest.join('');
}

function madeUpWord(word: string, random: Random): string {
  const startsWithVowel = random() < 0.3;
  const made = Array.from({ length: word.length }, (_, at) => {
    const letters = (at % 2 === 1) === startsWithVowel ? consonants : vowels;
    return letters[Math.floor(random() * letters.length)]!;
  }).join('');
  if (word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()) return made.toUpperCase();
  const first = word.charAt(0);
  return first !== first.toLowerCase() ? made.charAt(0).toUpperCase() + made.slice(1) : made;
}
