/** A number that Kapture writes with a decimal point even where it is whole: `0.0`. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * A text whose line feeds go over the wire as they are, which strict JSON forbids and the published Pull sample shows.
 * As there, the line breaks that somebody typed into a form (`\r\n`) are escaped all the same.
 */
export class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value as the JSON that Kapture would write: like `JSON.stringify`, but for a `Double` and a `RawText`. */
export function jsonText(value: unknown): string {
  if (value instanceof Double) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (value instanceof RawText)
    return `"${value.text
      .split(/(?<!\r)\n/)
      .map(stringBody)
      .join('\n')}"`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`)
    .join(',')}}`;
}

function stringBody(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
