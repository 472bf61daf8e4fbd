/*
 * The one place that decides how a text of a server, a file or a clipboard is shown: as text. No control characters, no
 * marks that reorder or hide text, and nothing that VS Code would make a link or an icon of. Facts about VS Code below:
 * from the sources of 1.139.
 */

/** For a place with one line: no more than `most` characters. */
export function oneLine(text: string, most = 140): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/** The same for a place where VS Code draws `$(name)` as an icon, such as lenses, quick picks and the status bar. */
export function oneLabel(text: string, most?: number): string {
  return oneLine(text, most).replaceAll('$(', '\\$(');
}

/**
 * The same for the description or detail of a quick pick, whose hover VS Code renders as Markdown without escaping it, and
 * for the name of a symbol, which it shows in a tree and in a quick pick: an invisible word joiner keeps addresses, links,
 * pictures and icons from being such.
 */
export function oneDetail(text: string, most?: number): string {
  return oneLine(text, most).replace(/:(?=\/\/)|(?<=www)(?=\.)|(?=@)|\](?=[([])|\$(?=\()/gi, '$&\u2060');
}

/** For a place with several lines: line breaks and indentation stay. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/**
 * For a notification, a dialog or the message of an error: VS Code makes a link of `[text](address)`, commands among
 * them, and of no bare address.
 */
export function withoutLinks(text: string): string {
  return plainLines(text).replaceAll('](', '] (');
}

/** In Markdown, where it has to be Markdown: as code, in which nothing is a link, a picture or an icon. */
export function inlineCode(text: string, most?: number): string {
  const line = oneLine(text, most);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest ? `${fence} ${line} ${fence}` : fence + line + fence;
}

/**
 * An error for the log, in lines that cannot be taken for entries of it: its words, which may be a server's, in one; then
 * where it arose.
 */
export function errorLines({ name, message, stack = '' }: Error): string {
  return [
    oneLine(`${name}: ${message}`, 500),
    ...stack
      .split('\n')
      .filter((line) => /^ +at /.test(line))
      .map((line) => `    ${oneLine(line, 500)}`),
  ].join('\n');
}
