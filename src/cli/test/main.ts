#!/usr/bin/env node
import { allowClosedOutput } from '../shared/allowClosedOutput.ts';

allowClosedOutput();
void import('../index.ts').then(async ({ runOne }) => {
  process.exitCode = await runOne('test', process.argv.slice(2), 'kapture-test');
});
