/**
 * A text that a hostile server may send: links, icons, Markdown, terminal escapes, and characters that hide or reorder
 * text.
 */
export const hostileText = [
  'https://evil.example/a',
  'www.evil.example',
  'root@evil.example',
  '[log in](command:kapture.deleteStoredData)',
  '[log in](https://evil.example/login)',
  '![picture](https://evil.example/p.png)',
  '<a href="https://evil.example">link</a>',
  '$(bug)',
  '`code` **bold**',
  '\u202Aa\u202Bb\u202Cc\u202Dd\u202Ee',
  '\u2066a\u2067b\u2068c\u2069d',
  'z\u200Be\u200Cr\u200Do\u200Ew\u200Fi\u2060d\uFEFFth',
  '\u001B[31mred\u001B[0m\u009B1m\u0007\u0000',
  'first\r\nsecond\nthird\u2028fourth\u2029fifth\u0085sixth',
].join(' ');

/** Characters that break a line, control a terminal, or hide and reorder text. */
export const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Matches what VS Code turns into a link in a notification, a dialog and the prompt of an input box. */
export const messageLink = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;

/** Matches what GitHub's Markdown, and so VS Code, turns into a link or an image. */
export const markdownLink = /https?:\/\/|ftp:\/\/|www\.|[\w.+-]@[\w-]+\.|\]\(|\]\[/i;
