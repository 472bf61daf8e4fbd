import { existsSync } from 'node:fs';
import { operationIds, type OperationId } from '../src/kapture/catalogue/registry.ts';
import { samplesFolder } from './samples.ts';

/** The file names of the published request and response of each operation. */
export const sampleFiles = Object.fromEntries(
  operationIds.map((id) => {
    const isText = existsSync(new URL(`${id}.response.txt`, samplesFolder));
    return [id, { request: `${id}.request.json`, response: `${id}.response.${isText ? 'txt' : 'json'}` }];
  }),
) as Readonly<Record<OperationId, { readonly request: string; readonly response: string }>>;
