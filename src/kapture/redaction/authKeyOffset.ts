/**
 * Matches the start of an `Authorization` header, and of a key with the scheme `Basic` that Kapture uses. Repetitions
 * are limited, because V8 can overflow its stack on millions of characters.
 */
const patterns = [
  /\bauthorization\b["']?\s{0,1000}[:=]\s{0,1000}["']?[^\s"',}]/i,
  /\bbasic\s{1,1000}(?=\S{0,1000}[\d=])[A-Za-z0-9+/_-]{8}/i,
];

/** The offset of what looks like an auth key; undefined if there is none. A Kapture request body never contains one. */
export function authKeyOffset(text: string): number | undefined {
  const offsets = patterns.map((mark) => mark.exec(text)?.index).filter((offset) => offset !== undefined);
  return offsets.length ? Math.min(...offsets) : undefined;
}
