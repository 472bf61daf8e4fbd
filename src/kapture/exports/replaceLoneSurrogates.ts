const escapes = /\\(?:(ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2}|(ud[89a-f][\da-f]{2})|[^])/gi;

/**
 * Replaces escapes of lone surrogates (`"\ud83d"`) in a JSON text with U+FFFD. JSON allows them, but they are not valid
 * Unicode: DuckDB rejects the whole file because of one, and neither CSV nor Parquet can represent it.
 */
export function replaceLoneSurrogates(json: string): string {
  return json.replace(escapes, (escape: string, _pair?: string, lone?: string) => (lone ? '\\ufffd' : escape));
}
