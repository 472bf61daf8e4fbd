const escapes = /\\(?:(ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2}|(ud[89a-f][\da-f]{2})|[^])/gi;

/**
 * JSON with U+FFFD in place of escapes of half a surrogate pair (`"\ud83d"`). JSON allows them, but they are not Unicode:
 * DuckDB refuses a whole file for one, and neither CSV nor Parquet has a form for it.
 */
export function withoutHalfPairs(json: string): string {
  return json.replace(escapes, (escape: string, _pair?: string, half?: string) => (half ? '\\ufffd' : escape));
}
