import type { CopyableRequest } from './copyable.ts';
import { singleQuotes } from './shells/powerShell.ts';

/**
 * A curl command for PowerShell 5.1 and later. The body is piped in, because 5.1 removes double quotes from arguments
 * and 7.3 does not, so that no JSON argument works in both. `$OutputEncoding`, set in a separate block, preserves
 * non-ASCII characters. `curl` without `.exe` is Invoke-WebRequest in 5.1.
 */
export function toPowerShell({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `# Set the auth key in the environment first: $env:${keyVariable} = '...'`,
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

/** Only single quotes, including typographic ones, have a meaning in single quotes. They are doubled. */
function quoted(text: string): string {
  return `'${text.replace(new RegExp(`[${singleQuotes}]`, 'g'), '$&$&')}'`;
}
