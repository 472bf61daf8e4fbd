#!/usr/bin/env node
import { allowClosedOutput } from './shared/allowClosedOutput.ts';

allowClosedOutput();
void import('./index.ts').then(async ({ runKapture }) => {
  process.exitCode = await runKapture(process.argv.slice(2));
});
