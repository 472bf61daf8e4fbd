import { monthNames } from '../dates/monthNames.ts';
import type { Random } from './hashedRandom.ts';

const time = String.raw`(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const dates = [
  new RegExp(String.raw`^(?:IST_)?\d{4}([-/])\d{1,2}\1\d{1,2}${time}$`),
  new RegExp(String.raw`^\d{1,2}([-/])\d{1,2}\1\d{4}${time}$`),
  new RegExp(String.raw`^(?:${monthNames.join('|')}) \d{1,2}, \d{4}${time}$`),
];

/** A made-up date in the format of a date; undefined for any other text. It is valid in each order of day and month. */
export function madeUpDate(value: string, random: Random): string | undefined {
  if (!dates.some((format) => format.test(value))) return undefined;
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const prefix = value.startsWith('IST_') ? 'IST_' : '';
  const zone = /(?:Z|[+-]\d{2}:?\d{2})$/.exec(value.slice(prefix.length + 11))?.[0] ?? '';
  const dated = value.slice(prefix.length, value.length - zone.length);
  const made = dated.replace(/[A-Za-z]{3}|:\d+|\.\d+|\d+/g, (part, at: number) => {
    if (/^[A-Za-z]/.test(part)) return monthNames[between(0, 11)]!;
    if (part.startsWith('.')) return `.${madeUpFraction(part.length - 1, random)}`;
    if (part.startsWith(':')) return `:${between(10, 59)}`;
    if (part.length === 4) return String(between(1950, 2049));
    const isHour = dated[at + part.length] === ':';
    return part.length === 1 ? String(between(1, 9)) : String(between(isHour ? 10 : 1, 12)).padStart(2, '0');
  });
  return prefix + made + zone;
}

function madeUpFraction(digits: number, random: Random): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 10)).join('');
}
