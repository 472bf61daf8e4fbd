import { existsSync, readFileSync } from 'node:fs';
import { operations, type OperationId } from '../src/kapture/catalogue/registry.ts';

/**
 * A published sample in a folder, such as `pull.response.txt`: its file if there is one, else the sample that its
 * operation declares.
 */
export function readSample(name: string, folder: URL): string {
  const file = new URL(name, folder);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const [id, side] = name.split('.') as [OperationId, 'request' | 'response'];
  const { sample: request, response, shape } = operations[id];
  const body = JSON.stringify(shape === 'object' ? request : [request]);
  const text = side === 'request' ? body : response.sample;
  if (text === undefined) throw new Error(`There is no sample ${name}.`);
  return text;
}
