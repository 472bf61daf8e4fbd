import type { PlanStore } from '../../kapture/bulk/plans/planStore.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { BulkPorts } from './ports.ts';
import { runNumbers } from './runNumbers.ts';

/**
 * Stores a run in the history, or its outcome so far. Without `startedAt`, only a run that is stored already is
 * updated. A failure must not stop the run.
 */
export async function noteRun(
  head: PlanHead,
  startedAt: number | undefined,
  store: Pick<PlanStore, 'counts'>,
  { history, log }: Pick<BulkPorts, 'history' | 'log'>,
): Promise<void> {
  try {
    const { id: plan, tenant, connection, title, revertOf } = head;
    const numbers = runNumbers(await store.counts(plan));
    const opened = await history.open();
    await opened?.storage.addRun({
      plan,
      tenant,
      connection,
      title,
      ...(revertOf !== undefined && { revertOf }),
      ...(startedAt !== undefined && { startedAt }),
      ...numbers,
    });
  } catch (error) {
    log.error('history', error);
  }
}

/** Tells the history which plans still exist, after some were deleted. */
export async function notePlans(store: PlanStore, { history, log }: BulkPorts): Promise<void> {
  try {
    const plans = (await store.plans()).map(({ id }) => id);
    await (await history.open())?.storage.keepPlans(plans);
  } catch (error) {
    log.error('history', error);
  }
}
