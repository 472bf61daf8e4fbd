import type { Fields } from '../kapture/catalogue/fieldText.ts';

/** A number that Kapture writes with a decimal point even if it is an integer: `0.0`. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * A text whose line feeds are sent unescaped, as in the published Pull sample, although strict JSON does not allow it.
 * As in the sample, line breaks that were entered in a form (`\r\n`) are escaped.
 */
export class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value as Kapture's JSON: like `JSON.stringify`, except for `Double`, `RawText` and bigints. */
export function jsonText(value: unknown): string {
  if (value instanceof Double) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (value instanceof RawText)
    return `"${value.text
      .split(/(?<!\r)\n/)
      .map(stringBody)
      .join('\n')}"`;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`)
    .join(',')}}`;
}

function stringBody(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The value of a body; undefined if it is not JSON. */
export function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** A number with more digits than a double has. */
const long = /\d{16}/;

/** The maximum number of digits, which no ID reaches. Writing millions of digits would take seconds. */
const mostDigits = 10_000;

/**
 * The object of a body in which integers of more than 53 bits are bigints, so that they keep their digits. `object` is
 * the parsed body without bigints.
 */
export function exactObject(body: string, object: Fields): Fields {
  if (!long.test(body)) return object;
  const value = JSON.parse(body, exactly as Parameters<typeof JSON.parse>[1]) as Fields | readonly [Fields];
  return Array.isArray(value) ? (value as readonly [Fields])[0] : (value as Fields);
}

function exactly(_key: string, value: unknown, { source }: { readonly source: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source.length > mostDigits) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}
