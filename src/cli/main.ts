#!/usr/bin/env node
void import('./index.ts').then(async ({ runKapture }) => {
  process.exitCode = await runKapture(process.argv.slice(2));
});
