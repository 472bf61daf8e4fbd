#!/usr/bin/env node
import { allowClosedOutput } from './shared/allowClosedOutput.ts';
import { requireNode } from './shared/requireNode.ts';

allowClosedOutput();
void main();

async function main(): Promise<void> {
  try {
    // Before the other modules: an older Node.js cannot load some of them.
    requireNode();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
    return;
  }
  const { runKapture } = await import('./index.ts');
  process.exitCode = await runKapture(process.argv.slice(2));
}
