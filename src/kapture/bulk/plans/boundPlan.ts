import type { Connection } from '../../connection/connection.ts';
import { problem } from '../../problem/problem.ts';
import type { PlanStore } from './planStore.ts';
import { PlanError } from './planError.ts';
import { bindingOf } from './identifiers.ts';
import type { PlanHead } from './planHead.ts';

/** The plan, if it was made for the connection as it is now. Throws a {@link PlanError} otherwise. */
export async function boundPlan(store: PlanStore, id: number, connection: Connection): Promise<PlanHead> {
  const head = await store.plan(id);
  if (!head) throw PlanError.gone(id);
  if (head.tenant !== connection.tenant)
    throw new PlanError(
      'other-tenant',
      problem(
        'The plan was made for {0}, and the connection {1} points to {2}.',
        head.tenant,
        connection.name,
        connection.tenant,
      ),
      id,
    );
  if (head.binding !== bindingOf(connection))
    throw new PlanError(
      'other-dialect',
      head.revertOf === undefined
        ? problem(
            'The dialect or a path of the connection {0} has changed since the plan was made. Make a new plan.',
            connection.name,
          )
        : problem(
            'The dialect or a path of the connection {0} has changed since the run, so the run cannot be reverted.',
            connection.name,
          ),
      id,
    );
  return head;
}
