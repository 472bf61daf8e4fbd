/** Matches an `Authorization` header, and a key with the scheme `Basic` that Kapture uses. */
const patterns = [
  /\bauthorization\b["']?\s*[:=]\s*["']?[^\s"',}]+/i,
  /\bbasic\s+(?=\S*[\d=])[A-Za-z0-9+/_-]{8,}={0,2}/i,
];

/** The offset of what looks like an auth key; undefined if there is none. A Kapture request body never contains one. */
export function authKeyOffset(text: string): number | undefined {
  const offsets = patterns.map((mark) => mark.exec(text)?.index).filter((offset) => offset !== undefined);
  return offsets.length ? Math.min(...offsets) : undefined;
}
