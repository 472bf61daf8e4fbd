/**
 * What is wrong with something that somebody typed. Command lines say it in English, the editor in the user's language: the
 * sentence is also the key of its translations, which hold `{0}` and so on where values go.
 */
export interface Problem {
  readonly sentence: string;
  readonly values: readonly (string | number | Problem)[];
}

/** The sentence has to stand here as it is, for a test finds by it what there is to translate. */
export function problem(sentence: string, ...values: readonly (string | number | Problem)[]): Problem {
  return { sentence, values };
}

/** The same as one English sentence. */
export function inEnglish({ sentence, values }: Problem): string {
  return sentence.replace(/\{(\d)\}/g, (_place, index: string) => {
    const value = values[Number(index)]!;
    return typeof value === 'object' ? inEnglish(value) : String(value);
  });
}
