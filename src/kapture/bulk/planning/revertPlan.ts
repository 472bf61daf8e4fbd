import { problem } from '../../problem/problem.ts';
import { isBlank, plainValue } from '../../update/fieldValue.ts';
import { holdPlan } from '../plans/holdPlan.ts';
import { PlanError } from '../plans/plan.ts';
import { allRows, inPages, type PlanStore, type WrittenRow } from '../plans/planDatabase.ts';
import type { FieldChange, RowToAdd } from '../plans/planRow.ts';

const batchRows = 500;

export interface RevertPlan {
  readonly id: number;
  /** An earlier plan to revert the same run, which lacks rows because the run has written more since. */
  readonly outdated?: number;
}

/**
 * Finds the plan that reverts a plan: an unfinished one that can still revert every row that is left to revert, or a
 * new one. A row is left if it was written and no other plan has sent its previous values.
 */
export async function findRevertPlan(store: PlanStore, plan: number): Promise<RevertPlan> {
  const head = await store.plan(plan);
  if (!head) throw PlanError.gone(plan);
  const [latest] = (await store.plans(head.tenant)).filter(
    ({ revertOf, status }) => revertOf === plan && status !== 'finished' && status !== 'planning',
  );
  if (!latest) return { id: await makeRevertPlan(store, plan) };
  if (latest.isInUse) return { id: latest.id };
  const missing = new Set<number>();
  for await (const { row, before } of writtenRows(store, plan)) if (before.size) missing.add(row);
  for await (const { row } of allRows(store, { plan: latest.id, states: ['update', 'excluded'] })) missing.delete(row);
  if (!missing.size) return { id: latest.id };
  return { id: await makeRevertPlan(store, plan), outdated: latest.id };
}

function writtenRows(store: PlanStore, plan: number): AsyncGenerator<WrittenRow> {
  return inPages((after, limit) => store.writtenAfter(plan, after, limit));
}

/**
 * Creates a plan that reverts the updates of a run: those that were applied and not reverted since.
 * Nothing is sent. When the plan is applied, a field that has changed since the run stops its row, as in any plan.
 */
async function makeRevertPlan(store: PlanStore, plan: number): Promise<number> {
  const { title, tenant, connection, dialect, binding, revertOf } = (await store.plan(plan))!;
  if (revertOf !== undefined)
    throw new PlanError('not-ready', problem('This plan reverts a run. It cannot be reverted itself.'), plan);
  return holdPlan(
    store,
    (owner) => store.create({ title, tenant, connection, dialect, binding, identifier: 'id', revertOf: plan }, owner),
    async ({ plan: id, token }) => {
      let batch: RowToAdd[] = [];
      for await (const row of writtenRows(store, plan)) {
        batch.push(rowToRevert(row));
        if (batch.length < batchRows) continue;
        await store.addRows(id, token, batch);
        batch = [];
      }
      await store.addRows(id, token, batch);
      await store.endRows(id, token);
      await store.endLookUp(id, token);
      await store.setStatus(id, token, 'ready');
      return id;
    },
  );
}

function rowToRevert({ row, line, write, customerId = '', before, after, ...written }: WrittenRow): RowToAdd {
  const stated = after.get('customer_name');
  // After the run, the customer has the name that the run gave it.
  const customerName = stated === undefined || isBlank(stated) ? written.customerName : plainValue(stated);
  const found = { ...(customerId && { customerId }), ...(customerName !== undefined && { customerName }) };
  const input = { row, ...(line !== undefined && { line }), key: customerId, fields: before, repairs: [], reasons: [] };
  if (write === 'add') return { input, decision: { ...found, state: 'cannot-be-reverted' } };
  // A contact's value goes back to the contact that the run changed.
  const contacts = new Map(written.changes.map(({ field, contactId }) => [field, contactId]));
  const changes = [...before].map(([field, to]): FieldChange => {
    const contactId = contacts.get(field);
    return { field, from: after.get(field), to, ...(contactId !== undefined && { contactId }) };
  });
  const reasons = [...after.keys()]
    .filter((field) => !before.has(field))
    .map((column) => ({ column, problem: problem('The previous value is unknown, so it is not reverted.') }));
  return { input, decision: { ...found, state: changes.length ? 'update' : 'invalid', changes, reasons } };
}
