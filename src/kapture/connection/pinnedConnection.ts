/** The connection that a request file names, and the position of the name in the text. */
export interface Pin {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** The offset of the comment. */
  readonly commentOffset: number;
}

/** The first `// @connection name` in the comments above a request; undefined if there is none. */
export function pinnedConnection(text: string): Pin | undefined {
  const comments = leadingComments(text);
  // A pin inside a block comment does not count. Blanks preserve the offsets.
  const lines = comments.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) =>
    comment.startsWith('//') ? comment : ' '.repeat(comment.length),
  );
  const found = /(?<!\/)\/\/+[^\S\n]*@connection[^\S\n]+(\S(?:[^\n]*\S)?)/.exec(lines);
  if (!found) return undefined;
  const name = found[1]!;
  return {
    name,
    offset: found.index + found[0].length - name.length,
    length: name.length,
    commentOffset: found.index,
  };
}

/** The comments above a request, including the blanks around them. */
function leadingComments(text: string): string {
  // `\s+` overflows the stack of V8 on millions of blanks if the host has compiled many patterns before.
  const notBlank = /\S/g;
  const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y;
  for (;;) {
    notBlank.lastIndex = comment.lastIndex;
    const end = notBlank.exec(text)?.index ?? text.length;
    comment.lastIndex = end;
    if (!comment.test(text)) return text.slice(0, end);
  }
}

/** Whether the beginning of a text contains all the comments above the request, so that the rest cannot have a pin. */
export function hasAllComments(beginning: string): boolean {
  const rest = beginning.slice(leadingComments(beginning).length);
  // The comments may continue if nothing follows, a single `/`, or a block comment without an end.
  return rest.length > 1 && !rest.startsWith('/*');
}

/** The part of a text to delete with its pin: the comment, and the complete line if nothing else is on it. */
export function rangeToUnpin(text: string, pin: Pin): { readonly start: number; readonly end: number } {
  const lineStart = text.lastIndexOf('\n', pin.offset) + 1;
  const lineBreak = text.indexOf('\n', pin.offset);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  if (/^[\s\uFEFF]*$/.test(text.slice(lineStart, pin.commentOffset)))
    return { start: lineStart, end: lineBreak < 0 ? lineEnd : lineEnd + 1 };
  // The line break stays, and may be `\r\n`.
  return { start: pin.commentOffset, end: text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd };
}

/** The comment that pins a request to a connection. */
export function pinComment(name: string): string {
  return `// @connection ${name}`;
}
