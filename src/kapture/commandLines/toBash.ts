import type { CopyableRequest } from './copyable.ts';

/**
 * The maximum size of a body that is passed as an argument, in bytes. Linux limits an argument to 128 KiB
 * (MAX_ARG_STRLEN), Windows (for Git Bash) a complete command line to 32,767 characters, where each quote takes two.
 */
const maxArgumentBytes = 16_000;

/**
 * A curl command for bash, zsh and sh. A long body is piped in by `printf`, which is a shell built-in without a limit.
 */
export function toBash({ url, body, keyVariable }: CopyableRequest): string {
  const isLong = Buffer.byteLength(body) > maxArgumentBytes;
  const piped = isLong ? `printf %s ${quoted(body)} | ` : '';
  const data = isLong ? '--data-binary @-' : `--data-raw ${quoted(body)}`;
  return [
    `# Set the auth key in the environment first: export ${keyVariable}=...`,
    `${piped}curl --request POST ${quoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    `  ${data}`,
    '',
  ].join('\n');
}

/** Nothing can be escaped in single quotes, so each single quote is written outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
