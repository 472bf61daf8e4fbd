import { bodyParts, bodyVariables, headerVariables, type CopyableHeader, type CopyableRequest } from './copyable.ts';

/** A JavaScript module for Node that sends the request with the built-in `fetch`. */
export function toFetch(request: CopyableRequest): string {
  const { url, keyVariable, headers = [] } = request;
  return [
    `// Requires Node.js 18 or later and a module (.mjs). Set the environment variable ${keyVariable} to the auth key first.`,
    ...headerVariables(request).map(
      (variable) => `// Set the environment variable ${variable} to the secret header too.`,
    ),
    ...bodyVariables(request).map((variable) => `// Set the environment variable ${variable} to the secret too.`),
    `const response = await fetch(${quoted(url)}, {`,
    `  method: 'POST',`,
    `  headers: {`,
    `    'Authorization': \`Basic \${process.env.${keyVariable}}\`,`,
    `    'Content-Type': 'application/json',`,
    ...headers.map((header) => `    ${quoted(header.name)}: ${headerValue(header, keyVariable)},`),
    `  },`,
    `  redirect: 'manual',`,
    `  body: ${template(request)},`,
    `});`,
    `console.log(response.status, await response.text());`,
    '',
  ].join('\n');
}

function headerValue({ value }: CopyableHeader, keyVariable: string): string {
  if (value === 'auth-key') return `\`Basic \${process.env.${keyVariable}}\``;
  return 'variable' in value ? `process.env.${value.variable}` : quoted(value.text);
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/**
 * A template literal, which may have line breaks. A carriage return is escaped because it would be read as a line feed.
 */
function template(request: CopyableRequest): string {
  const parts = bodyParts(request).map(({ text, variable }) =>
    variable === undefined ? escaped(text) : `\${JSON.stringify(process.env.${variable}).slice(1, -1)}`,
  );
  return `\`${parts.join('')}\``;
}

function escaped(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r');
}
