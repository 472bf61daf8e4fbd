import { stat } from 'node:fs/promises';
import type { Figure } from './figure.ts';
import { ourVsix } from './packaged.ts';

/** What a user downloads: the packaged file, which is compressed. A kB is 1000 bytes. */
export const figure: Figure = {
  name: 'vsix.kB',
  unit: 'kB',
  aim: 400,
  async measure() {
    return { value: (await stat(await ourVsix())).size / 1000, samples: 1 };
  },
};
