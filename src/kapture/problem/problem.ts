/**
 * A problem with the user's input. Command lines show it in English, the editor in the user's language. The sentence is
 * the key of its translations, with the placeholders `{0}`, `{1}` … for the values.
 */
export interface Problem {
  readonly sentence: string;
  readonly values: readonly (string | number | Problem)[];
}

/**
 * Creates a problem. The sentence must be a string literal, because a test finds the sentences to translate in the
 * source.
 */
export function problem(sentence: string, ...values: readonly (string | number | Problem)[]): Problem {
  return { sentence, values };
}

export function inEnglish({ sentence, values }: Problem): string {
  return sentence.replace(/\{(\d)\}/g, (_place, index: string) => {
    const value = values[Number(index)]!;
    return typeof value === 'object' ? inEnglish(value) : String(value);
  });
}

/**
 * A text of a server, so that other sentences can follow: it ends with a period, which replaces a comma or a semicolon,
 * unless it ends with a mark after which no period is possible.
 */
export function asSentence(text: string): string {
  const trimmed = shownMessage(text).trim().replace(/[,;]$/, '').trimEnd();
  return trimmed === '' || ended.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The mark can be in quotes or parentheses, as in `“Wrong.“` or `«Wrong.»`. */
const ended = /[\p{Sentence_Terminal}…:]["'\p{Pi}\p{Pf}\p{Pe}]*$/u;

/** A message of the server as it is displayed: one of Kapture's begins with a blank and a comma. */
export function shownMessage(text: string): string {
  return text.replace(/^[\s,]+/, '');
}

/** A value to send, on one line for display. Its line breaks are visible, because they are sent. */
export function withVisibleBreaks(text: string): string {
  return text.replace(/\r\n?|[\n\u2028\u2029]/g, '↵');
}
