import { randomUUID } from 'node:crypto';
import { thisOwner, type LiveOwner } from '../../store/isAlive.ts';

/** The process that plans or applies. */
export interface PlanOwner extends Omit<LiveOwner, 'beatAt'> {
  /** Unique for each run. */
  readonly token: string;
}

/** A new owner: this process. */
export function newOwner(): PlanOwner {
  const { pid, host, started } = thisOwner();
  return { token: randomUUID(), pid, host, started };
}
