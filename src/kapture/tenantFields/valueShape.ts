import { problem, type Problem } from '../problem/problem.ts';

/** The shapes of texts without a number in their name, the most specific first. None of them reveals a value. */
const patterns = {
  blank: /^\s*$/,
  letter: /^\p{L}$/u,
  'true-false': /^(?:true|false|yes|no)$/i,
  masked: /[*•]{3,}|[xX]{4,}/,
  decimal: /^[+-]?\d+\.\d+$/,
  phone: /^\+\d[\d\s-]{6,18}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}/,
  'day-first': /^\d{2}[-/.]\d{2}[-/.]\d{4}$/,
  'day-first-time': /^\d{2}[-/.]\d{2}[-/.]\d{4} \d{2}:\d{2}/,
  'named-month': /^[A-Z][a-z]{2} \d{1,2}, \d{4}/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  url: /^https?:\/\//i,
  json: /^\s*[[{][^]*[\]}]\s*$/,
  code: /^[A-Z0-9][A-Z0-9_./-]*$/,
  word: /^[\p{L}\p{M}\p{N}_'.-]+$/u,
  lines: /[\r\n]/,
} as const;

type Pattern = keyof typeof patterns;

/** The shape of a value: the name of a pattern, `digits:` with their number, or `text` for anything else. */
export type Shape = Pattern | 'text' | `digits:${number}`;

/** Longer texts are read up to here. */
const maxLength = 200;

/** The shape of a text or whole number. */
export function shapeOf(value: string | number): Shape {
  const text = String(value).slice(0, maxLength).trim();
  if (/^\d{1,30}$/.test(text)) return `digits:${text.length}`;
  return (Object.keys(patterns) as Pattern[]).find((name) => patterns[name].test(text)) ?? 'text';
}

/** Whether a text is one of the shapes, such as one that another version stored. */
export function isShape(text: string): text is Shape {
  return text === 'text' || Object.hasOwn(patterns, text) || /^digits:\d{1,2}$/.test(text);
}

const titles: Readonly<Record<Pattern | 'text', Problem>> = {
  blank: problem('blank'),
  letter: problem('one letter'),
  'true-false': problem('yes or no'),
  masked: problem('masked'),
  decimal: problem('decimal number'),
  phone: problem('phone number with +'),
  date: problem('date yyyy-MM-dd'),
  'date-time': problem('date yyyy-MM-dd HH:mm'),
  'day-first': problem('date dd-MM-yyyy'),
  'day-first-time': problem('date dd-MM-yyyy HH:mm'),
  'named-month': problem('date MMM d, yyyy'),
  email: problem('email address'),
  url: problem('URL'),
  json: problem('JSON text'),
  code: problem('upper-case code'),
  word: problem('one word'),
  lines: problem('several lines'),
  text: problem('several words'),
};

/** A shape in words. */
export function shapeTitle(shape: Shape): Problem {
  if (!shape.startsWith('digits:')) return titles[shape as Pattern];
  const digits = Number(shape.slice('digits:'.length));
  return digits === 1 ? problem('1 digit') : problem('{0} digits', digits);
}
