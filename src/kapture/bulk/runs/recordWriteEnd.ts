import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../../store/storeError.ts';
import type { PlanStore } from '../plans/planStore.ts';
import type { WriteEnd } from '../plans/journalEntry.ts';

/** How long, and how often, the result of a write is stored again while the database is busy, in milliseconds. */
const maxBusyMs = 30_000,
  busyPauseMs = 200;

/** A plan that this process owns, by its token. */
export interface OwnedPlan {
  readonly store: PlanStore;
  readonly plan: number;
  readonly token: string;
}

/** Records how the last write of a row ended. While the database is busy, it is tried again for a while. */
export async function recordWriteEnd(
  { store, plan, token }: OwnedPlan,
  row: number,
  end: Omit<WriteEnd, 'plan' | 'row'>,
): Promise<void> {
  const until = Date.now() + maxBusyMs;
  for (;;)
    try {
      await store.endWrite({ plan, row, ...end }, token);
      return;
    } catch (error) {
      // The write was sent, so its result must not be lost because another program locks the database for a while.
      if (!StoreError.is(StoreError.from(error), 'busy') || Date.now() > until) throw error;
      await setTimeout(busyPauseMs);
    }
}
