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

/** The English sentence of a problem, with its values. */
export function inEnglish({ sentence, values }: Problem): string {
  return sentence.replace(/\{(\d)\}/g, (_place, index: string) => {
    const value = values[Number(index)]!;
    return typeof value === 'object' ? inEnglish(value) : String(value);
  });
}
