/*
 * Makes text from a server, a file or the clipboard safe to show: without control characters, without characters that
 * reorder or hide text, and without anything that VS Code would turn into a link or an icon. What is said about VS Code
 * below is from the source code of version 1.139.
 */

/**
 * A joiner that is a part of a letter or an emoji, as in Hindi, Persian and emojis of families. In Latin text, a joiner
 * would only hide something.
 */
const joiner =
  /(?<=[\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Bengali}\p{Script=Devanagari}])[\u200c\u200d](?=[\p{L}\p{M}\p{Extended_Pictographic}])(?!\p{Script=Latin})/u
    .source;
const hidden = new RegExp(`(?:(?!${joiner})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s])+`, 'gu');
const hiddenInLine = new RegExp(`(?:(?!\n|${joiner})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}])+`, 'gu');

/** For places with a single line. Cuts the text after `maxLength` characters. */
export function oneLine(text: string, maxLength = 140): string {
  const line = text.replace(hidden, ' ').trim();
  const characters = [...line];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/**
 * Like {@link oneLine}, for places where VS Code renders `$(name)` as an icon: code lenses, quick picks and the status
 * bar.
 */
export function oneLabel(text: string, maxLength?: number): string {
  return oneLine(text, maxLength).replaceAll('$(', '\\$(');
}

/**
 * Like {@link oneLine}, for the description and detail of a quick pick, whose hover VS Code renders as unescaped
 * Markdown, and for the name of a symbol, which appears in a tree and in a quick pick. An invisible word joiner breaks
 * URLs, links, images and icons.
 */
export function oneDetail(text: string, maxLength?: number): string {
  return oneLine(text, maxLength).replace(/:(?=\/\/)|(?<=www)(?=\.)|(?=@)|\](?=[([])|\$(?=\()/gi, '$&\u2060');
}

/** For places with several lines. Keeps line breaks and indentation. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(hiddenInLine, ' ');
}

/**
 * For notifications, dialogs and error messages, where VS Code turns `[text](url)` into a link, even to a command, but
 * not a bare URL.
 */
export function withoutLinks(text: string): string {
  return plainLines(text).replaceAll('](', '] (');
}

/** For Markdown: inline code, in which nothing becomes a link, an image or an icon. */
export function inlineCode(text: string, maxLength?: number): string {
  const line = oneLine(text, maxLength);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest ? `${fence} ${line} ${fence}` : fence + line + fence;
}

/** A text in Markdown without any formatting. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$:@&]/g, '\\$&');
}

/**
 * An error for the log: the message, which may be from a server, on one line, then the stack. No line can be mistaken
 * for a log entry.
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
