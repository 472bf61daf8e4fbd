import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { PlanOwner } from './planShapes.ts';

/** How often the owner of a plan says that it is alive, in milliseconds. */
export const beatMs = 2000;
/** An owner that has been silent for this long has ended, in milliseconds. */
const silentMs = 15_000;
/**
 * The same for a process of this machine that still exists: it can be suspended, or be another one with the same ID.
 */
const suspendedMs = 10 * 60_000;

/** A new owner: this process. */
export function newOwner(): PlanOwner {
  return { token: randomUUID(), pid: process.pid, host: hostname() };
}

/**
 * Whether the owner of a plan is still running. A process of this machine that has ended is noticed at once. A
 * suspended one counts as ended after a while; it finds out before it writes, because it is no longer the owner.
 */
export function isAlive({ pid, host, beatAt }: { pid: number; host: string; beatAt: number }, now: number): boolean {
  const silent = now - beatAt;
  // This process is not suspended.
  if (host !== hostname() || pid === process.pid) return silent <= silentMs;
  if (silent > suspendedMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
