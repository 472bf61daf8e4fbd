import { bashQuoted } from '../commandLines/copyFormats.ts';
import type { PostmanPair, PostmanRequest } from './postmanCollection.ts';

/** A request of a collection as a curl command, and what the command does not have. */
export interface PostmanCurl {
  /** For bash. Contains secrets. */
  readonly command: string;
  /** What a connection cannot have, such as `digest authorization`. No part contains a value. */
  readonly omitted: readonly string[];
}

/**
 * The curl command that sends a request of a collection, so that it is read like a pasted one. `resolve` replaces
 * variables, except in `body`.
 */
export function curlOfPostman(
  { method, url, headers, auth }: PostmanRequest,
  body: string,
  resolve: (text: string) => string,
): PostmanCurl {
  const value = (name: string): string => resolve(auth?.values[name] ?? '');
  const added: PostmanPair[] = [];
  const omitted: string[] = [];
  let user: readonly string[] = [];
  switch (auth?.type) {
    case undefined:
    case 'noauth':
      break;
    case 'basic':
      user = ['--user', bashQuoted(`${value('username')}:${value('password')}`)];
      break;
    case 'bearer':
      added.push({ name: 'Authorization', value: `Bearer ${value('token')}` });
      break;
    case 'apikey':
      // A key in a URL would be in the settings, as a part of the connection's paths.
      if (auth.values['in'] === 'query') omitted.push('API key in the URL');
      else added.push({ name: value('key'), value: value('value') });
      break;
    default:
      omitted.push(`${auth!.type} authorization`);
  }
  const sent = [...headers.map((header) => ({ name: header.name, value: resolve(header.value) })), ...added];
  // The line continuation tells that it is for bash.
  const parts = [
    'curl \\\n--request',
    bashQuoted(method),
    ...user,
    ...sent.flatMap(({ name, value: text }) => ['--header', bashQuoted(`${name}: ${text}`)]),
    '--data-raw',
    bashQuoted(body),
    '--url',
    bashQuoted(resolve(url)),
  ];
  return { command: parts.join(' '), omitted };
}
