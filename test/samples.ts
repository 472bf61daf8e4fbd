import { existsSync, readFileSync } from 'node:fs';
import { operations, type OperationId } from '../src/kapture/catalogue/registry.ts';

/**
 * The folder of the published samples. A function, because the bundle for the extension host has no `import.meta.url`.
 */
export const samplesFolder = (): URL => new URL('samples/', import.meta.url);

/**
 * A published sample, such as `sample('pull.response.txt')`: its file if there is one, else the sample that its
 * operation declares.
 */
export function sample(name: string, folder = samplesFolder()): string {
  const file = new URL(name, folder);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const [id, side] = name.split('.') as [OperationId, 'request' | 'response'];
  const { sample: request, response } = operations[id];
  const text = side === 'request' ? JSON.stringify(request) : response.sample;
  if (text === undefined) throw new Error(`There is no sample ${name}.`);
  return text;
}
