import { shownMessage } from './shownMessage.ts';

/**
 * A text of a server that other sentences follow: with a period, also instead of a comma or a semicolon at its end,
 * unless it ends with a mark that none can follow.
 */
export function asSentence(text: string): string {
  const trimmed = shownMessage(text).trim().replace(/[,;]$/, '').trimEnd();
  return trimmed === '' || ended.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Also in quotes or parentheses, such as `“Wrong.“` or `«Wrong.»`. */
const ended = /[\p{Sentence_Terminal}…:]["'\p{Pi}\p{Pf}\p{Pe}]*$/u;
