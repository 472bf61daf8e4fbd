import { bodyParts, bodyVariables, headerVariables, type CopyableHeader, type CopyableRequest } from './copyable.ts';

/** A Python script that sends the request with the `requests` package. */
export function toPython(request: CopyableRequest): string {
  const { url, keyVariable, headers = [] } = request;
  const secrets = bodyVariables(request);
  return [
    `# Requires the requests package. Set the environment variable ${keyVariable} to the auth key first.`,
    ...headerVariables(request).map(
      (variable) => `# Set the environment variable ${variable} to the secret header too.`,
    ),
    ...secrets.map((variable) => `# Set the environment variable ${variable} to the secret too.`),
    ...(secrets.length ? ['import json'] : []),
    'import os',
    'import requests',
    '',
    'response = requests.post(',
    `    ${quoted(url)},`,
    '    headers={',
    `        "Authorization": "Basic " + os.environ["${keyVariable}"],`,
    '        "Content-Type": "application/json",',
    ...headers.map((header) => `        ${quoted(header.name)}: ${headerValue(header, keyVariable)},`),
    '    },',
    // requests would send a str as Latin-1.
    `    data=${expression(request)}.encode("utf-8"),`,
    '    allow_redirects=False,',
    '    timeout=60,',
    ')',
    'print(response.status_code, response.text)',
    '',
  ].join('\n');
}

/** The body as one string. */
function expression(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? longString(text) : `json.dumps(os.environ["${variable}"])[1:-1]`,
  );
  return parts.length === 1 ? parts[0]! : `(${parts.join(' + ')})`;
}

function headerValue({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `"Basic " + os.environ["${keyVariable}"]`;
  return 'variable' in value ? `os.environ["${value.variable}"]` : quoted(value.text);
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * A string literal that may have line breaks. Python would read a carriage return in it as a line feed, and rejects a
 * NUL.
 */
function longString(text: string): string {
  return `'''${text.replace(/[\\']/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\0', '\\x00')}'''`;
}
