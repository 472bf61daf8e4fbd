import type { MakePlanOptions } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { PlanTarget } from '../../kapture/bulk/sending/planTarget.ts';
import { withProgress } from '../shared/questions/progress.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { notingReads } from './notingReads.ts';
import type { BulkServices } from './services.ts';
import { progressText } from './progressText.ts';

type NewPlanOptions = PlanTarget & Required<Pick<MakePlanOptions, 'store' | 'signal' | 'onCreated' | 'onProgress'>>;

/**
 * Makes a plan with a target, and shows it. If that fails, a plan with all of its rows is shown too, because its
 * lookups can be continued. One without all rows is useless, and deleted.
 */
export async function showNewPlan(
  title: string,
  found: PlanTarget,
  services: BulkServices,
  make: (options: NewPlanOptions) => Promise<number>,
): Promise<void> {
  const { plans, ports, show } = services;
  const { store } = plans;
  let created: number | undefined;
  const reads: Exchange[] = [];
  const client = notingReads(found.client, reads);
  try {
    const plan = await withProgress(title, (signal, report) =>
      make({
        ...found,
        client,
        store,
        signal,
        onCreated: (id) => (created = id),
        onProgress: (progress) => report(progressText(progress)),
      }),
    );
    await show(plan);
    // Only now, and not awaited, so that neither the plan nor its page takes longer.
    void ports.fields.learnReads(reads);
  } catch (error) {
    if (created !== undefined) await keepOrDelete(created, services);
    throw error;
  }
}

/** A failure here is only logged: the caller reports why the plan was not made. */
async function keepOrDelete(plan: number, { plans, ports, show }: BulkServices): Promise<void> {
  try {
    const head = await plans.store.plan(plan);
    if (head?.isRead) await show(plan);
    else if (head) await plans.store.remove(plan);
  } catch (error) {
    ports.log.error('plan', error);
  }
}
