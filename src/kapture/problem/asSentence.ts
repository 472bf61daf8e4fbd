import { shownMessage } from './shownMessage.ts';

/** A text of a server that other sentences follow: with a period, unless it ends with a punctuation mark. */
export function asSentence(text: string): string {
  const trimmed = shownMessage(text).trim();
  return trimmed === '' || ended.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Also in quotes or parentheses. */
const ended = /[\p{Sentence_Terminal}…]["'”’)\]]*$/u;
