/** The connection that a request names for itself, and where the name stands. */
export interface Pin {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** What `// @connection name` says among the comments above a request; undefined where nothing does. The first one holds. */
export function pinnedConnection(text: string): Pin | undefined {
  const [comments = ''] = /^(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text) ?? [];
  // What is commented out once more says nothing; blanks keep the places.
  const lines = comments.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) =>
    comment.startsWith('//') ? comment : ' '.repeat(comment.length),
  );
  const found = /\/\/[^\S\n]*@connection[^\S\n]+(\S(?:[^\n]*\S)?)/.exec(lines);
  return found
    ? { name: found[1]!, offset: found.index + found[0].length - found[1]!.length, length: found[1]!.length }
    : undefined;
}

/** The comment that pins a request. */
export function pinComment(name: string): string {
  return `// @connection ${name}`;
}
