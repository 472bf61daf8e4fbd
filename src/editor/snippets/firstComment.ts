/** The first line of a request's leading comment, without slashes and asterisks; undefined if there is none. */
export function firstComment(text: string): string | undefined {
  const comment = /^\s*\/\/(.*)/.exec(text)?.[1] ?? /^\s*\/\*([^]*?)\*\//.exec(text)?.[1];
  return comment
    ?.split('\n')
    .map((line) => line.replace(/^[\s*/]+/, '').trim())
    .find(Boolean);
}
