/** The first line of the comment that a request starts with, without slashes and stars; undefined if it starts with none. */
export function firstComment(text: string): string | undefined {
  const comment = /^\s*\/\/(.*)/.exec(text)?.[1] ?? /^\s*\/\*([^]*?)\*\//.exec(text)?.[1];
  return comment
    ?.split('\n')
    .map((line) => line.replace(/^[\s*/]+/, '').trim())
    .find(Boolean);
}
