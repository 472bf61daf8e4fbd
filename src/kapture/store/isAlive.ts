import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** How often the owner of something says that it is alive, in milliseconds. */
export const beatMs = 2000;
/** The time without a sign of life after which an owner counts as ended, in milliseconds. */
const silentMs = 15_000;
/**
 * Like `silentMs`, for a process of this machine that still exists: the owner can be suspended, or the process can be
 * another one with the same ID, which only its start shows.
 */
const suspendedMs = 10 * 60_000;

/** A process that owns something, and when it last said that it is alive, in epoch milliseconds. */
export interface LiveOwner {
  readonly pid: number;
  readonly host: string;
  readonly beatAt: number;
  /** The {@link processStart} of the process; undefined if it is unknown or not stored. */
  readonly started?: string | undefined;
}

/** This process as an owner that is alive now. */
export function thisOwner(): LiveOwner {
  return { pid: process.pid, host: hostname(), beatAt: Date.now(), started: processStart(process.pid) };
}

/**
 * Whether an owner is still running. A process of this machine that has ended is noticed at once. A suspended one
 * counts as ended after a while.
 */
export function isAlive({ pid, host, beatAt, started }: LiveOwner, now: number): boolean {
  const silent = now - beatAt;
  // The state of a process of another machine is unknown, and this process is running.
  if (host !== hostname() || pid === process.pid) return silent <= silentMs;
  if (silent > suspendedMs) return false;
  // An owner that is not silent is running: if it is in another container with this host name, a process here can have
  // its ID.
  if (silent > silentMs && isAnotherProcess(pid, started)) return false;
  return isProcessRunning(pid);
}

/** Whether a process of this machine exists. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process with this ID started at another time than the one that had it. */
function isAnotherProcess(pid: number, started: string | undefined): boolean {
  if (started === undefined) return false;
  const current = processStart(pid);
  return current !== undefined && current !== started;
}

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
