import type { FeatureReport } from './featuresInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Has `featuresInHost.ts` measure features. Done once for all figures of a run. */
export const featureRun = once(() => reportOfHost<FeatureReport>('featuresInHost'));
