import { pullOnce, type BigPull } from './bigPull.ts';
import { startSandboxProcess } from './childProcesses.ts';
import { once } from './once.ts';

/** About how many customers the sandbox has, and how often they are pulled. */
const steps = [
  [10_000, 3],
  [100_000, 3],
  [1_000_000, 1],
] as const;

/** Pulls of 10,000, 100,000 and a million customers, which the sandbox makes as it sends them; the same for all figures of a run. */
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
