import { readSample } from './readSample.ts';

/** The folder of the published samples. */
export const samplesFolder = new URL('samples/', import.meta.url);

/** A published sample, such as `sample('pull.response.txt')`. */
export function sample(name: string): string {
  return readSample(name, samplesFolder);
}
