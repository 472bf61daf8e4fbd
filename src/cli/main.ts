#!/usr/bin/env node
import { requireNode } from './requireNode.ts';

void main();

async function main(): Promise<void> {
  try {
    // The version is checked before other modules are loaded, because an older Node.js cannot load some of them.
    requireNode();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
    return;
  }
  const args = process.argv.slice(2);
  // Needs none of the modules below, so it takes hardly longer than the start of Node.js.
  if (args.length === 1 && /^(-v|--version)$/.test(args[0]!)) {
    const { packageVersion } = await import('./version.ts');
    process.stdout.write(`${packageVersion()}\n`);
    return;
  }
  let lostOutput: string | undefined;
  const { allowClosedOutput } = await import('./shared/cliOutput.ts');
  allowClosedOutput((problem) => {
    lostOutput = problem;
  });
  const { runKapture } = await import('./index.ts');
  const code = await runKapture(args);
  // A stream reports an error only after the write.
  await new Promise(setImmediate);
  // Any other exit code says more, such as 3 of an import that has written customers.
  process.exitCode = lostOutput !== undefined && code < 2 ? 2 : code;
  if (lostOutput !== undefined) process.stderr.write(`${lostOutput}\n`);
}
