import { readFileSync } from 'node:fs';

/**
 * When a process of this machine started, in clock ticks of its kernel: two processes that had the same ID one after
 * the other differ in it. Undefined if there is no such process, and on systems other than Linux, which have no file
 * with it. Source: proc_pid_stat(5), field 22.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the name in parentheses, which can contain anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
