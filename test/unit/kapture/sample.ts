import { readFileSync } from 'node:fs';

const folder = new URL('../../samples/', import.meta.url);

/** A published sample as it was published, such as `sample('pull.response.txt')`. */
export function sample(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** The published requests and responses, by the operation they belong to. */
export const sampleFiles = {
  add: { request: 'add.request.json', response: 'add.response.json' },
  get: { request: 'get.request.json', response: 'get.response.json' },
  update: { request: 'update.request.json', response: 'update.response.json' },
  pull: { request: 'pull.request.json', response: 'pull.response.txt' },
} as const;
