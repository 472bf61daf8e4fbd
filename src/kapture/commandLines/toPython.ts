import type { CopyableRequest } from './copyable.ts';

/** A Python script that sends the request with the `requests` package. */
export function toPython({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `# Requires the requests package. Set the environment variable ${keyVariable} to the auth key first.`,
    'import os',
    'import requests',
    '',
    'response = requests.post(',
    `    "${url.replace(/[\\"]/g, '\\$&')}",`,
    '    headers={',
    `        "Authorization": "Basic " + os.environ["${keyVariable}"],`,
    '        "Content-Type": "application/json",',
    '    },',
    // requests would send a str as Latin-1.
    `    data=${longString(body)}.encode("utf-8"),`,
    '    allow_redirects=False,',
    '    timeout=60,',
    ')',
    'print(response.status_code, response.text)',
    '',
  ].join('\n');
}

/**
 * A string literal that may have line breaks. Python would read a carriage return in it as a line feed, and rejects a
 * NUL.
 */
function longString(text: string): string {
  return `'''${text.replace(/[\\']/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\0', '\\x00')}'''`;
}
