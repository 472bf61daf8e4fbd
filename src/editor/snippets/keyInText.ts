/** What an `Authorization` header looks like, and the scheme that Kapture's key follows in it. */
const marks = [/\bauthorization\b["']?\s*[:=]\s*["']?[^\s"',}]+/i, /\bbasic\s+(?=\S*[\d=])[A-Za-z0-9+/_-]{8,}={0,2}/i];

/** Where a text seems to hold an auth key: its offset; undefined if it does not. A body of Kapture's has no place for one. */
export function keyInText(text: string): number | undefined {
  const offsets = marks.map((mark) => mark.exec(text)?.index).filter((offset) => offset !== undefined);
  return offsets.length ? Math.min(...offsets) : undefined;
}
