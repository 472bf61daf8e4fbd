import type { BulkContext, Plans } from '../../../src/editor/bulk/plans.ts';
import { ActiveRuns } from '../../../src/editor/bulk/runs.ts';
import type { Targets } from '../../../src/editor/shared/targets.ts';
import { createPlan } from '../../../src/kapture/bulk/planning/createPlan.ts';
import type { PlanDatabase } from '../../../src/kapture/bulk/plans/planDatabase.ts';
import type { PlanHead } from '../../../src/kapture/bulk/plans/plan.ts';
import type { Connection } from '../../../src/kapture/connection/connection.ts';
import type { Target } from '../../../src/kapture/exchange/exchange.ts';
import {
  bulkSandbox,
  customer,
  planOf,
  rowOf,
  temporaryStore,
  type BulkSandbox,
} from '../../unit/kapture/bulk/support.ts';
import { fixture } from './fixture.ts';

/** A plan with two updates of a sandbox, on the connection *Acme*, and what runs it. */
export interface PlanToRun {
  readonly box: BulkSandbox;
  readonly store: PlanDatabase;
  readonly target: Target;
  readonly plan: PlanHead;
  readonly runs: ActiveRuns;
  /** The connections that exist. A test can change them. */
  all: readonly Connection[];
  /** The number of writes that the sandbox has received. */
  writes(): number;
  close(): Promise<void>;
}

export async function planToRun(): Promise<PlanToRun> {
  const box = await bulkSandbox([101, 102].map((id) => customer(id, { phone: `9845000${id}`, city: 'Pune' })));
  const { store, remove } = temporaryStore();
  const target = box.target({ name: 'Acme', role: 'development' });
  const rows = ['101', '102'].map((id, index) => rowOf(index + 1, id, { city: 'Goa' }));
  const id = await createPlan(planOf(target, 'id'), rows, { store, client: box.client, target });
  const targets: Partial<Targets> = {
    get all() {
      return ready.all;
    },
    connectionOf: () => target.connection,
    resolveNamed: () => Promise.resolve(target),
  };
  const context = {
    targets,
    clients: { get: () => Promise.resolve(box.client) },
    log: fixture().log,
    history: { open: () => Promise.resolve(undefined) },
  };
  const runs = new ActiveRuns({ store } as unknown as Plans, context as unknown as BulkContext);
  const ready: PlanToRun = {
    ...{ box, store, target, runs, plan: store.plan(id)!, all: [target.connection] },
    writes: () => box.calls.filter(({ isWrite }) => isWrite).length,
    close: async () => {
      runs.dispose();
      await box.close();
      remove();
    },
  };
  return ready;
}
