import type { CopyableRequest } from './copyable.ts';

/**
 * The longest body that is an argument, in bytes. Linux gives one argument 128 KiB (MAX_ARG_STRLEN), and Windows, where Git
 * Bash runs, a whole command line 32,767 characters, with two for each quote in it.
 */
const longestArgument = 16_000;

/** A curl command for bash, zsh and sh. A long body is a here-document. */
export function toBash({ url, body, keyVariable }: CopyableRequest): string {
  const isLong = Buffer.byteLength(body) > longestArgument;
  const delimiter = unusedDelimiter(body);
  const data = isLong ? [`  --data-binary @- <<'${delimiter}'`, body, delimiter] : [`  --data-raw ${quoted(body)}`];
  return [
    `# Put the auth key into the environment first: export ${keyVariable}=...`,
    `curl --request POST ${quoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    ...data,
    '',
  ].join('\n');
}

/** Nothing has a meaning between single quotes, not even a backslash; so each single quote stands outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A line that the body does not have. */
function unusedDelimiter(body: string): string {
  const lines = new Set(body.split('\n'));
  let delimiter = 'KAPTURE_BODY';
  while (lines.has(delimiter)) delimiter += '_';
  return delimiter;
}
