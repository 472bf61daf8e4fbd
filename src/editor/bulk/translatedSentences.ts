import { searchWords } from '../../kapture/bulk/plans/searchWords.ts';

/**
 * The sentences whose translations contain a word of a search, by the word. `translations` are those of the language
 * shown, by the English sentences; undefined in English.
 */
export function translatedSentences(
  search: string,
  translations: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, readonly string[]>> {
  // Without the placeholders, which are not shown.
  const all = Object.entries(translations ?? {}).map(
    ([sentence, text]) => [sentence, text.toLowerCase().replace(/\{\d\}/g, ' ')] as const,
  );
  const containing = (word: string): string[] =>
    all.filter(([, text]) => text.includes(word)).map(([sentence]) => sentence);
  return Object.fromEntries(searchWords(search).map((word) => [word, containing(word)]));
}
