import { pullOnce, type BigPull } from './bigPull.ts';
import { startSandboxProcess } from './childProcesses.ts';
import { once } from './once.ts';

/** The approximate number of customers in the sandbox, and the number of pulls. */
const steps = [
  [10_000, 3],
  [100_000, 3],
  [1_000_000, 1],
] as const;

/**
 * Pulls of 10,000, 100,000 and 1,000,000 customers, which the sandbox generates while it sends them. Runs once for all
 * figures.
 */
export const scaledPulls = once(measure);

async function measure(): Promise<BigPull[][]> {
  const found: BigPull[][] = [];
  for (const [customers, rounds] of steps) {
    const sandbox = await startSandboxProcess(customers);
    const pulls: BigPull[] = [];
    try {
      for (let round = 0; round < rounds; round++) pulls.push(await pullOnce('ours', sandbox.url));
    } finally {
      await sandbox.stop();
    }
    found.push(pulls);
  }
  return found;
}
