import type { CopyableRequest } from './copyable.ts';

/** A Python script that sends the request with the `requests` package. */
export function toPython({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `# Needs the requests package. Put the auth key into the environment first, as ${keyVariable}.`,
    'import os',
    'import requests',
    '',
    'response = requests.post(',
    `    "${url.replace(/[\\"]/g, '\\$&')}",`,
    '    headers={',
    `        "Authorization": "Basic " + os.environ["${keyVariable}"],`,
    '        "Content-Type": "application/json",',
    '    },',
    // A text would be sent as Latin-1.
    `    data=${longString(body)}.encode("utf-8"),`,
    '    allow_redirects=False,',
    '    timeout=60,',
    ')',
    'print(response.status_code, response.text)',
    '',
  ].join('\n');
}

/** A string that may have line breaks. Python reads a carriage return in one as a line feed, and no NUL at all. */
function longString(text: string): string {
  return `'''${text.replace(/[\\']/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\0', '\\x00')}'''`;
}
