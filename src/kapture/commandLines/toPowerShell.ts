import { bodyParts, bodyVariables, headerVariables, type CopyableHeader, type CopyableRequest } from './copyable.ts';
import { singleQuotes } from './shells/powerShell.ts';

/**
 * A curl command for PowerShell 5.1 and later. The body is piped in, because 5.1 removes double quotes from arguments
 * and 7.3 does not, so that no JSON argument works in both. `$OutputEncoding`, set in a separate block, preserves
 * non-ASCII characters. `curl` without `.exe` is Invoke-WebRequest in 5.1.
 */
export function toPowerShell(request: CopyableRequest): string {
  const { url, keyVariable, headers = [] } = request;
  return [
    `# Set the auth key in the environment first: $env:${keyVariable} = '...'`,
    ...headerVariables(request).map(
      (variable) => `# Set the secret header in the environment too: $env:${variable} = '...'`,
    ),
    ...bodyVariables(request).map(
      (variable) => `# Set the secret in the environment too, escaped as in JSON: $env:${variable} = '...'`,
    ),
    '& {',
    '  $OutputEncoding = [System.Text.UTF8Encoding]::new($false)',
    `  ${expression(request)} | curl.exe --globoff --request POST ${quoted(url)} \``,
    `    --header "Authorization: Basic $env:${keyVariable}" \``,
    `    --header 'Content-Type: application/json' \``,
    ...headers.map((header) => `    --header ${headerArgument(header, keyVariable)} \``),
    `    --data-binary '@-'`,
    '}',
    '',
  ].join('\n');
}

/** The body as one string. */
function expression(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? quoted(text) : `$env:${variable}`,
  );
  return parts.length === 1 ? parts[0]! : `(${parts.join(' + ')})`;
}

function headerArgument({ name, value }: CopyableHeader, keyVariable: string): string {
  // An expression, because a name can contain characters with a meaning in double quotes.
  if (value === 'auth-key') return `(${quoted(`${name}: Basic `)} + $env:${keyVariable})`;
  return 'variable' in value ? `(${quoted(`${name}: `)} + $env:${value.variable})` : quoted(`${name}: ${value.text}`);
}

/** Only single quotes, including typographic ones, have a meaning in single quotes. They are doubled. */
function quoted(text: string): string {
  return `'${text.replace(new RegExp(`[${singleQuotes}]`, 'g'), '$&$&')}'`;
}
