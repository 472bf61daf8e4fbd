import { bodyParts, bodyVariables, headerVariables, type CopyableHeader, type CopyableRequest } from './copyable.ts';

/**
 * The maximum size of a body that is passed as an argument, in bytes. Linux limits an argument to 128 KiB
 * (MAX_ARG_STRLEN), Windows (for Git Bash) a complete command line to 32,767 characters, where each quote takes two.
 */
const maxArgumentBytes = 16_000;

/**
 * A curl command for bash, zsh and sh. A long body is piped in by `printf`, which is a shell built-in without a limit.
 */
export function toBash(request: CopyableRequest): string {
  const { url, body, keyVariable, headers = [] } = request;
  const secrets = headerVariables(request);
  const isLong = Buffer.byteLength(body) > maxArgumentBytes;
  const argument = bodyParts(request)
    .map(({ text, variable }) => (variable === undefined ? quoted(text) : `"$${variable}"`))
    .join('');
  const piped = isLong ? `printf %s ${argument} | ` : '';
  const data = isLong ? '--data-binary @-' : `--data-raw ${argument}`;
  return [
    `# Set the auth key in the environment first: export ${keyVariable}=...`,
    ...secrets.map((variable) => `# Set the secret header in the environment too: export ${variable}=...`),
    ...bodyVariables(request).map(
      (variable) => `# Set the secret in the environment too, escaped as in JSON: export ${variable}=...`,
    ),
    `${piped}curl --globoff --request POST ${quoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    ...headers.map((header) => `  --header ${headerArgument(header, keyVariable)} \\`),
    `  ${data}`,
    '',
  ].join('\n');
}

function headerArgument({ name, value }: CopyableHeader, keyVariable: string): string {
  // A name can contain characters with a meaning in double quotes.
  if (value === 'auth-key') return `${quoted(`${name}: Basic `)}"$${keyVariable}"`;
  return 'variable' in value ? `${quoted(`${name}: `)}"$${value.variable}"` : quoted(`${name}: ${value.text}`);
}

/**
 * An argument for bash. Nothing can be escaped in single quotes, so each single quote is written outside of them.
 */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
