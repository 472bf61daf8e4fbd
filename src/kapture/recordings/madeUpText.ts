import { valueToken } from './valueTokens.ts';

type Random = () => number;
/** Whether a word or a group of digits may be in a made-up value. */
type IsFree = (token: string) => boolean;

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';
/** Parts of web and email addresses that stay, so that an address remains one. */
const addressParts = new Set(['http', 'https', 'www']);

/** After this many attempts, a word or a group of digits becomes longer by one character. */
const attemptsPerLength = 20;

/**
 * A made-up text of the same shape: words with the same length and capitals, digits for digits, and the same blanks and
 * punctuation. An email address gets a domain that cannot exist.
 */
export function madeUpText(value: string, random: Random, isFree: IsFree): string {
  const [, local, domain] = /^([^\s@]+)@([^\s@]+\.[^\s@.]+)$/.exec(value) ?? [];
  if (local !== undefined && domain !== undefined)
    return `${madeUpText(local, random, isFree)}@${madeUpText(domain.replace(/\.[^.]*$/, ''), random, isFree)}.example`;
  return value.replace(valueToken, (token) => (addressParts.has(token) ? token : madeUpToken(token, random, isFree)));
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
    const model = token + token.at(-1)!.repeat(Math.floor(attempt / attemptsPerLength));
    const made = /^\d/.test(token) ? madeUpDigits(model, random, mayBeginWithZero) : madeUpWord(model, random);
    if (isFree(made)) return made;
  }
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
