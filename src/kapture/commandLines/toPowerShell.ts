import type { CopyableRequest } from './copyable.ts';
import { singleQuotes } from './shells/powerShell.ts';

/**
 * A curl command for PowerShell 5.1 and newer. The body is piped in: 5.1 takes double quotes out of a program's arguments
 * and 7.3 does not, so that no spelling of JSON as an argument suits both. `$OutputEncoding`, set in a block of its own, is
 * what keeps letters beyond ASCII. `curl` alone would be Invoke-WebRequest in 5.1.
 */
export function toPowerShell({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `# Put the auth key into the environment first: $env:${keyVariable} = '...'`,
    '& {',
    '  $OutputEncoding = [System.Text.UTF8Encoding]::new($false)',
    `  ${quoted(body)} | curl.exe --request POST ${quoted(url)} \``,
    `    --header "Authorization: Basic $env:${keyVariable}" \``,
    `    --header 'Content-Type: application/json' \``,
    `    --data-binary '@-'`,
    '}',
    '',
  ].join('\n');
}

/** Nothing has a meaning between single quotes but a quote, typographic ones included: it is doubled. */
function quoted(text: string): string {
  return `'${text.replace(new RegExp(`[${singleQuotes}]`, 'g'), '$&$&')}'`;
}
