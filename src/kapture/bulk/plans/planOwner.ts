import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** The process that plans or applies. */
export interface PlanOwner {
  /** Unique for each run. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/** A new owner: this process. */
export function newOwner(): PlanOwner {
  return { token: randomUUID(), pid: process.pid, host: hostname() };
}
