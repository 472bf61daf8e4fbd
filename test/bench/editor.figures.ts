import type { FeatureReport } from './featuresInHost.ts';
import { median, once, spread, timing, type Figure } from './figure.ts';
import { withBigResponse } from './processes.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Records of a response of about 50 MB. */
const manyRecords = 22_000;

const featureRun = once(() => reportOfHost<FeatureReport>('featuresInHost'));

/** Milliseconds that a module of this folder measures with a response of 50 MB. */
const withLongResponse = (module: string) => (): Promise<number[]> =>
  withBigResponse(manyRecords, (url) => reportOfHost<number[]>(module, { KAPTURE_BENCH_URL: url }));

/** The completion of variables in a request, minus a completion in a document that is not ours. */
const completion: Figure = {
  name: 'completion.ms',
  unit: 'ms',
  aim: 30,
  async measure() {
    const { completions, plainCompletions } = await featureRun();
    const over = completions.map((milliseconds, sample) => milliseconds - plainCompletions[sample]!);
    return {
      value: median(over),
      samples: over.length,
      note: `${spread(over, 1)}; with VS Code's own ${median(completions).toFixed(1)}, without ours ${median(plainCompletions).toFixed(1)}`,
    };
  },
};

/**
 * How long typing in a request of 5 MB blocks the extension host, divided by the same in a JSON document that is not
 * ours.
 */
const typing: Figure = {
  name: 'typing.ratio',
  unit: '×',
  aim: 1.5,
  async measure() {
    const { typing, plainTyping } = await featureRun();
    return {
      value: median(typing) / median(plainTyping),
      samples: typing.length,
      note: `${median(typing).toFixed(0)} ms; without ours ${median(plainTyping).toFixed(0)} ms (${spread(plainTyping, 0)})`,
    };
  },
};

export const figures: readonly Figure[] = [
  completion,
  typing,
  /** The first rows of a requests view that opens with 2,000 request files. */
  timing('requestsView.ms', 150, async () => (await featureRun()).firstRows),
  /** The longest block of the host while a query is typed over a response of 50 MB, until its values are shown. */
  timing('query.block.ms', 50, withLongResponse('queryInHost')),
  /** A Pull response of 50 MB, from its last byte to an editor that shows its first part. */
  timing('response.long.ms', 400, withLongResponse('longResponseInHost')),
];
