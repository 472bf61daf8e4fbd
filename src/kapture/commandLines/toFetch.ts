import type { CopyableRequest } from './copyable.ts';

/** A JavaScript module for Node that sends the request with the built-in `fetch`. */
export function toFetch({ url, body, keyVariable }: CopyableRequest): string {
  return [
    `// Requires Node.js 18 or later and a module (.mjs). Set the environment variable ${keyVariable} to the auth key first.`,
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

/**
 * A template literal, which may have line breaks. A carriage return is escaped because it would be read as a line feed.
 */
function template(text: string): string {
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r')}\``;
}
