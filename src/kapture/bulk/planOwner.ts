import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { PlanOwner } from './planShapes.ts';

/** A new owner: this process. */
export function newOwner(): PlanOwner {
  return { token: randomUUID(), pid: process.pid, host: hostname() };
}
