import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process has in its heap, without garbage, in megabytes. */
export function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
