import { requestTarget } from '../connection/connection.ts';
import { type CopyableHeader, type CopyableRequest, bodyParts, bodyVariables, headerVariables } from './copyable.ts';

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
    .map(({ text, variable }) => (variable === undefined ? bashQuoted(text) : `"$${variable}"`))
    .join('');
  const piped = isLong ? `printf %s ${argument} | ` : '';
  const data = isLong ? '--data-binary @-' : `--data-raw ${argument}`;
  return [
    `# Set the auth key in the environment first: export ${keyVariable}=...`,
    ...secrets.map((variable) => `# Set the secret header in the environment too: export ${variable}=...`),
    ...bodyVariables(request).map(
      (variable) => `# Set the secret in the environment too, escaped as in JSON: export ${variable}=...`,
    ),
    `${piped}curl --globoff --request POST ${bashQuoted(url)} \\`,
    `  --header "Authorization: Basic $${keyVariable}" \\`,
    `  --header 'Content-Type: application/json' \\`,
    ...headers.map((header) => `  --header ${bashHeader(header, keyVariable)} \\`),
    `  ${data}`,
    '',
  ].join('\n');
}

function bashHeader({ name, value }: CopyableHeader, keyVariable: string): string {
  // A name can contain characters with a meaning in double quotes.
  if (value === 'auth-key') return `${bashQuoted(`${name}: Basic `)}"$${keyVariable}"`;
  return 'variable' in value ? `${bashQuoted(`${name}: `)}"$${value.variable}"` : bashQuoted(`${name}: ${value.text}`);
}

/**
 * An argument for bash. Nothing can be escaped in single quotes, so each single quote is written outside of them.
 */
export function bashQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

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
    `  ${powerShellExpression(request)} | curl.exe --globoff --request POST ${powerShellQuoted(url)} \``,
    `    --header "Authorization: Basic $env:${keyVariable}" \``,
    `    --header 'Content-Type: application/json' \``,
    ...headers.map((header) => `    --header ${powerShellHeader(header, keyVariable)} \``),
    `    --data-binary '@-'`,
    '}',
    '',
  ].join('\n');
}

/** The body as one string. */
function powerShellExpression(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? powerShellQuoted(text) : `$env:${variable}`,
  );
  return parts.length === 1 ? parts[0]! : `(${parts.join(' + ')})`;
}

function powerShellHeader({ name, value }: CopyableHeader, keyVariable: string): string {
  // This is an expression, because a name can contain characters with a meaning in double quotes.
  if (value === 'auth-key') return `(${powerShellQuoted(`${name}: Basic `)} + $env:${keyVariable})`;
  return 'variable' in value
    ? `(${powerShellQuoted(`${name}: `)} + $env:${value.variable})`
    : powerShellQuoted(`${name}: ${value.text}`);
}

/** PowerShell treats typographic quotes like plain ones. */
const singleQuotes = "'\u2018\u2019\u201a\u201b";

/** Only single quotes, including typographic ones, have a meaning in single quotes. They are doubled. */
function powerShellQuoted(text: string): string {
  return `'${text.replace(new RegExp(`[${singleQuotes}]`, 'g'), '$&$&')}'`;
}

/** A JavaScript module for Node that sends the request with the built-in `fetch`. */
export function toFetch(request: CopyableRequest): string {
  const { url, keyVariable, headers = [] } = request;
  return [
    `// Requires Node.js 18 or later and a module (.mjs). Set the environment variable ${keyVariable} to the auth key first.`,
    ...headerVariables(request).map(
      (variable) => `// Set the environment variable ${variable} to the secret header too.`,
    ),
    ...bodyVariables(request).map((variable) => `// Set the environment variable ${variable} to the secret too.`),
    `const response = await fetch(${scriptQuoted(url)}, {`,
    `  method: 'POST',`,
    `  headers: {`,
    `    'Authorization': \`Basic \${process.env.${keyVariable}}\`,`,
    `    'Content-Type': 'application/json',`,
    ...headers.map((header) => `    ${scriptQuoted(header.name)}: ${fetchHeader(header, keyVariable)},`),
    `  },`,
    `  redirect: 'manual',`,
    `  body: ${template(request)},`,
    `});`,
    `console.log(response.status, await response.text());`,
    '',
  ].join('\n');
}

function fetchHeader({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `\`Basic \${process.env.${keyVariable}}\``;
  return 'variable' in value ? `process.env.${value.variable}` : scriptQuoted(value.text);
}

function scriptQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/**
 * A template literal, which may have line breaks. A carriage return is escaped because it would be read as a line feed.
 */
function template(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? templateEscaped(text) : `\${JSON.stringify(process.env.${variable}).slice(1, -1)}`,
  );
  return `\`${parts.join('')}\``;
}

function templateEscaped(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r');
}

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
    `    ${pythonQuoted(url)},`,
    '    headers={',
    `        "Authorization": "Basic " + os.environ["${keyVariable}"],`,
    '        "Content-Type": "application/json",',
    ...headers.map((header) => `        ${pythonQuoted(header.name)}: ${pythonHeader(header, keyVariable)},`),
    '    },',
    // requests would send a str as Latin-1.
    `    data=${pythonExpression(request)}.encode("utf-8"),`,
    '    allow_redirects=False,',
    '    timeout=60,',
    ')',
    'print(response.status_code, response.text)',
    '',
  ].join('\n');
}

function pythonExpression(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? longString(text) : `json.dumps(os.environ["${variable}"])[1:-1]`,
  );
  return parts.length === 1 ? parts[0]! : `(${parts.join(' + ')})`;
}

function pythonHeader({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `"Basic " + os.environ["${keyVariable}"]`;
  return 'variable' in value ? `os.environ["${value.variable}"]` : pythonQuoted(value.text);
}

function pythonQuoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * A string literal that may have line breaks. Python would read a carriage return in it as a line feed, and rejects a
 * NUL.
 */
function longString(text: string): string {
  return `'''${text.replace(/[\\']/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\0', '\\x00')}'''`;
}

/**
 * The request in HTTP/1.1 (RFC 9112), except for the key, which is replaced by `$` and the variable's name, as in
 * shells. Without a comment, because HTTP has none.
 */
export function toHttp(request: CopyableRequest): string {
  const { url, body, keyVariable, headers = [] } = request;
  const parts = bodyParts(request);
  const { host } = new URL(url);
  return [
    `POST ${requestTarget(url)} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Basic $${keyVariable}`,
    'Content-Type: application/json',
    ...headers.map((header) => `${header.name}: ${httpHeader(header, keyVariable)}`),
    // The length of a secret is unknown, and must not be revealed.
    ...(parts.length === 1 ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
    'Connection: close',
    '',
    parts.map(({ text, variable }) => text ?? `$${variable}`).join(''),
  ].join('\r\n');
}

function httpHeader({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `Basic $${keyVariable}`;
  return 'variable' in value ? `$${value.variable}` : value.text;
}

interface CopyFormat {
  readonly title: string;
  readonly write: (request: CopyableRequest) => string;
}

/** All formats. None contains a key: each reads it from an environment variable. */
export const copyFormats = [
  { title: 'curl (bash)', write: toBash },
  { title: 'curl (PowerShell)', write: toPowerShell },
  { title: 'JavaScript fetch', write: toFetch },
  { title: 'Python requests', write: toPython },
  { title: 'Raw HTTP', write: toHttp },
] as const satisfies readonly CopyFormat[];
