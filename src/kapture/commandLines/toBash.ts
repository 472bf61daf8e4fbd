import type { CopyableRequest } from './copyable.ts';

/**
 * The longest body that is an argument, in bytes. Linux gives one argument 128 KiB (MAX_ARG_STRLEN), and Windows, where Git
 * Bash runs, a whole command line 32,767 characters, with two for each quote in it.
 */
const longestArgument = 16_000;

/** A curl command for bash, zsh and sh. `printf` is part of the shell, so its argument may be long. */
export function toBash({ url, body, keyVariable }: CopyableRequest): string {
  const isLong = Buffer.byteLength(body) > longestArgument;
  const piped = isLong ? `printf %s ${quoted(body)} | ` : '';
  const data = isLong ? '--data-binary @-' : `--data-raw ${quoted(body)}`;
  return [
    `# Put the auth key into the environment first: export ${keyVariable}=...`,
    `${piped}curl --request POST ${quoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    `  ${data}`,
    '',
  ].join('\n');
}

/** Nothing has a meaning between single quotes, not even a backslash; so each single quote stands outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
