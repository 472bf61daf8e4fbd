import type { MakePlanOptions } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { BulkStoreCalls } from '../../kapture/bulk/plans/bulkCalls.ts';
import { withProgress } from '../shared/questions/progress.ts';
import type { BulkServices } from './services.ts';
import { progressText } from './progressText.ts';

type NewPlanOptions = Required<Pick<MakePlanOptions, 'store' | 'signal' | 'onProgress'>>;

/**
 * Makes a plan, and shows it. If that fails, a plan with all of its rows is shown too, because its lookups can be
 * continued. One without all rows is useless, and deleted.
 */
export async function showNewPlan(
  title: string,
  services: BulkServices,
  make: (options: NewPlanOptions) => Promise<number>,
): Promise<void> {
  const { plans, show } = services;
  const { store } = plans;
  let created: number | undefined;
  const noting = Object.assign(Object.create(store) as BulkStoreCalls, {
    create: async (...args: Parameters<BulkStoreCalls['create']>) => (created = await store.create(...args)),
  });
  try {
    const plan = await withProgress(title, (signal, report) =>
      make({ store: noting, signal, onProgress: (progress) => report(progressText(progress)) }),
    );
    await show(plan);
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
