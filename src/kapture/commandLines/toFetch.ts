import type { CopyableRequest } from './copyable.ts';

/** A JavaScript module for Node that sends the request with its own `fetch`. */
export function toFetch({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `// For Node 18 or newer, in a module (.mjs). Put the auth key into the environment first, as ${keyVariable}.`,
    `const response = await fetch('${url.replace(/[\\']/g, '\\$&')}', {`,
    `  method: 'POST',`,
    `  headers: {`,
    `    'Authorization': \`Basic \${process.env.${keyVariable}}\`,`,
    `    'Content-Type': 'application/json',`,
    `  },`,
    `  redirect: 'manual',`,
    `  body: ${template(body)},`,
    `});`,
    `console.log(response.status, await response.text());`,
    '',
  ].join('\n');
}

/** A template literal, which may have line breaks; a carriage return in it would be read as a line feed. */
function template(text: string): string {
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r')}\``;
}
