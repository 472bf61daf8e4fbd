/** A limited number, because an unlimited one overflows the stack of V8 if a text has millions of blanks. */
const blanks = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]{1,1000}/gu;

/** A text of a server or a repository on one line, without control characters that the terminal would interpret. */
export function plain(text: string): string {
  const line = text.replace(blanks, ' ').replace(/ {2,}/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
