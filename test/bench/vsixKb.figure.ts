import { stat } from 'node:fs/promises';
import type { Figure } from './figure.ts';
import { ourVsix } from './packaged.ts';

/** The size of the package that users download. 1 kB is 1000 bytes. */
export const figure: Figure = {
  name: 'vsix.kB',
  unit: 'kB',
  aim: 400,
  async measure() {
    return { value: (await stat(await ourVsix())).size / 1000, samples: 1 };
  },
};
