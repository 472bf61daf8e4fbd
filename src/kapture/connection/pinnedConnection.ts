/** The connection that a request names for itself, and where the name stands. */
export interface Pin {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** What `// @connection name` says among the comments above a request; undefined where nothing does. The first one holds. */
export function pinnedConnection(text: string): Pin | undefined {
  const comments = leadingComments(text);
  // What is commented out once more says nothing; blanks keep the places.
  const lines = comments.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) =>
    comment.startsWith('//') ? comment : ' '.repeat(comment.length),
  );
  const found = /\/\/[^\S\n]*@connection[^\S\n]+(\S(?:[^\n]*\S)?)/.exec(lines);
  return found
    ? { name: found[1]!, offset: found.index + found[0].length - found[1]!.length, length: found[1]!.length }
    : undefined;
}

/** The comments above a request, with the blanks around them. */
function leadingComments(text: string): string {
  const comment = /[\s\uFEFF]+|\/\/[^\n]*|\/\*[^]*?\*\//y;
  let end = 0;
  while (comment.test(text)) end = comment.lastIndex;
  return text.slice(0, end);
}

/** Whether what a text begins with has all the comments above a request in it, so that the rest of it cannot pin it. */
export function hasAllComments(beginning: string): boolean {
  const rest = beginning.slice(leadingComments(beginning).length);
  // A comment that is cut off, or one that never ends.
  return rest.length > 1 && !rest.startsWith('/*');
}

/** The comment that pins a request. */
export function pinComment(name: string): string {
  return `// @connection ${name}`;
}
