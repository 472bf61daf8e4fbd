import { median, spread, type Figure } from './figure.ts';
import { windowRun } from './windowRun.ts';

/**
 * From Enter on *Send Request* to the painted first part of a response of 50 MB, which can be read while the rest is
 * received, minus the transfer of all bytes.
 */
export const figure: Figure = {
  name: 'window.response',
  unit: 'ms',
  aim: 400,
  async measure() {
    const { response, shortResponse, plainDocument } = await windowRun();
    return {
      value: median(response),
      samples: response.length,
      note: `${spread(response, 0)}; of 5 kB ${median(shortResponse).toFixed(0)}; VS Code itself, for a short document, ${median(plainDocument).toFixed(0)}`,
    };
  },
};
