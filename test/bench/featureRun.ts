import type { FeatureReport } from './featuresInHost.ts';
import { once } from './once.ts';
import { reportOfHost } from './reportOfHost.ts';

/** Measures features with `featuresInHost.ts`. Runs once for all figures. */
export const featureRun = once(() => reportOfHost<FeatureReport>('featuresInHost'));
