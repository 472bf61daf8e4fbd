import type { CopyableRequest } from './copyable.ts';

/** A curl command for bash, zsh and sh. */
export function toBash({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `# Put the auth key into the environment first: export ${keyVariable}=...`,
    `curl --request POST ${quoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    `  --data-raw ${quoted(body)}`,
    '',
  ].join('\n');
}

/** Nothing has a meaning between single quotes, not even a backslash; so each single quote stands outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
