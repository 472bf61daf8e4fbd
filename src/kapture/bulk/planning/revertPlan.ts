import { problem } from '../../problem/problem.ts';
import { isBlank, plainValue } from '../../update/fieldValue.ts';
import { PlanError } from '../plans/planError.ts';
import { holdPlan } from '../plans/holdPlan.ts';
import { inPages } from '../plans/pages.ts';
import type { FieldChange, PlanRow } from '../plans/planRow.ts';
import type { PlanStore } from '../plans/planStore.ts';
import { isReverted, type WrittenRow } from '../plans/journalEntry.ts';
import type { RowToAdd } from '../plans/rowDecision.ts';

const batchRows = 500;

/**
 * Makes a plan that writes the previous values back, for the updates of a run that were applied and not reverted since.
 * A row that was reverted in part has the fields that are left. A row whose revert was answered with another customer
 * is not sent again: it has this reason. Nothing is sent. When the plan is applied, a field that has changed since the
 * run stops its row, as in any plan. Resolves to the new plan's ID.
 */
export async function revertPlan(store: PlanStore, plan: number): Promise<number> {
  const head = await store.plan(plan);
  if (!head) throw PlanError.gone(plan);
  const { title, tenant, connection, dialect, binding } = head;
  return holdPlan(
    store,
    (owner) => store.create({ title, tenant, connection, dialect, binding, identifier: 'id', revertOf: plan }, owner),
    async ({ plan: id, token }) => {
      let batch: RowToAdd[] = [];
      for await (const row of inPages((after, limit) => store.written(plan, after, limit))) {
        if (isReverted(row)) continue;
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

function rowToRevert(row: WrittenRow): RowToAdd {
  const { customerId = '', after, kind, line, undone } = row;
  const before = new Map([...row.before].filter(([field]) => !undone.includes(field)));
  const stated = undone.includes('customer_name') ? undefined : after.get('customer_name');
  // The customer has the name that the run gave it, unless that was reverted.
  const customerName = stated === undefined || isBlank(stated) ? row.customerName : plainValue(stated);
  const found = {
    ...(customerId && { customerId }),
    ...(customerName !== undefined && { customerName }),
  };
  const input = {
    row: row.row,
    ...(line !== undefined && { line }),
    key: customerId,
    fields: before,
    repairs: [],
    problems: [],
  };
  if (kind === 'add')
    return {
      input,
      decision: {
        ...found,
        kind: 'kept',
        reason: problem('The run added this customer. The API cannot delete customers.'),
      },
    };
  if (row.revertedOther)
    return {
      input,
      decision: {
        ...found,
        kind: 'invalid',
        reason: problem(
          'An earlier plan has sent the previous values of this row, so this plan does not send them again. {0}',
          row.revertedOther,
        ),
      },
    };
  // A contact's value goes back to the contact that the run changed.
  const contacts = new Map(row.changes.map(({ field, contactId }) => [field, contactId]));
  const changes = [...before].map(([field, to]): FieldChange => {
    const contactId = contacts.get(field);
    return { field, from: after.get(field), to, ...(contactId !== undefined && { contactId }) };
  });
  const problems = [...after.keys()]
    .filter((field) => !row.before.has(field))
    .map((column) => ({ column, problem: problem('The previous value is unknown, so it is not reverted.') }));
  // Problems of the row stay after it was written, and a reason does not.
  const partly = { ...input, problems };
  if (!changes.length) return { input: partly, decision: { ...found, kind: 'invalid' } };
  return { input: partly, decision: { ...found, kind: 'update', changes, ...noteOf(changes) } };
}

function noteOf(changes: PlanRow['changes']): Pick<PlanRow, 'reason'> {
  const blank = changes.filter(({ to }) => isBlank(to)).map(({ field }) => field);
  return blank.length
    ? {
        reason: problem(
          'These fields were blank. It is undocumented whether sending a blank value clears a field: {0}.',
          blank.join(', '),
        ),
      }
    : {};
}
