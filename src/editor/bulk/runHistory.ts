import type { BulkStoreCalls, PlanHead } from '../../kapture/bulk/planShapes.ts';
import type { BulkPorts } from './ports.ts';

/**
 * Stores a run in the history, or what became of it since. If it `isStarting`, all rows to write count as unknown: if
 * the window ends during the run, the history does not learn what became of them. A failure must not stop the run.
 */
export async function noteRun(
  head: PlanHead,
  startedAt: number,
  store: Pick<BulkStoreCalls, 'counts'>,
  { history, log }: Pick<BulkPorts, 'history' | 'log'>,
  { isStarting = false } = {},
): Promise<void> {
  try {
    const { id: plan, tenant, connection, title, revertOf } = head;
    const { included, states } = await store.counts(plan);
    const opened = await history.open();
    await opened?.storage.addRun({
      plan,
      tenant,
      connection,
      title,
      ...(revertOf !== undefined && { revertOf }),
      startedAt,
      writes: included.add + included.update,
      done: states.done + states.unchanged,
      unknown: states.unknown + states.sending + (isStarting ? states['not-sent'] : 0),
      isFinished: states['not-sent'] + states.unknown + states.sending === 0,
    });
  } catch (error) {
    log.error('history', error);
  }
}

/** Tells the history which plans still exist, after some were deleted. */
export async function notePlans(store: BulkStoreCalls, { history, log }: BulkPorts): Promise<void> {
  try {
    const plans = (await store.plans()).map(({ id }) => id);
    await (await history.open())?.storage.keepPlans(plans);
  } catch (error) {
    log.error('history', error);
  }
}
