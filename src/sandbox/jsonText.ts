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
