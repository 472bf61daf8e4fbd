import { readFileSync } from 'node:fs';

const folder = new URL('../../samples/', import.meta.url);

/** A published sample as it was published, such as `sample('pull.response.txt')`. */
export function sample(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** The published requests and replies, by the operation they belong to. */
export const sampleFiles = {
  add: { request: 'add.request.json', reply: 'add.response.json' },
  get: { request: 'get.request.json', reply: 'get.response.json' },
  update: { request: 'update.request.json', reply: 'update.response.json' },
  pull: { request: 'pull.request.json', reply: 'pull.response.txt' },
} as const;
