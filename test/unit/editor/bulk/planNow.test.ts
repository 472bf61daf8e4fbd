import assert from 'node:assert/strict';
import { planNow } from '../../../../src/editor/bulk/planNow.ts';
import type { Plans } from '../../../../src/editor/bulk/plans.ts';
import type { ActiveRun } from '../../../../src/editor/bulk/runs.ts';
import type { PlanHead } from '../../../../src/kapture/bulk/plans/planHead.ts';

const own: ActiveRun = { work: 'write', progress: undefined, isPaused: true, isStopping: false };
const elsewhere = { ...own, isPaused: false, isElsewhere: true };

/** The work on a plan. `isOwn`: whether this window works on it before and after the read. */
async function workOn(
  status: PlanHead['status'],
  isInUse: boolean,
  isOwn: readonly [boolean, boolean] = [false, false],
): Promise<ActiveRun | undefined> {
  const head = { id: 1, status, isInUse } as PlanHead;
  let isRead = false;
  const plan = (): Promise<PlanHead> => {
    isRead = true;
    return Promise.resolve(head);
  };
  const owns = (): boolean => isOwn[Number(isRead)]!;
  const runs = { isOwn: owns, active: () => (owns() ? own : undefined) };
  const found = await planNow(1, { plans: { store: { plan } } as unknown as Plans, runs });
  assert.equal(found?.head, head);
  return found.active;
}

describe('a plan and the work on it', () => {
  for (const [status, work] of [
    ['applying', 'write'],
    ['planning', 'look-up'],
    ['stopped', 'look-up'],
  ] as const)
    it(`${status}, and in use by another process → its work, which is not that of this window`, async () => {
      assert.deepEqual(await workOn(status, true), { ...elsewhere, work });
    });

  it('not in use → no work', async () => {
    assert.equal(await workOn('stopped', false), undefined);
  });

  it('in use by this window → its own work', async () => {
    assert.equal(await workOn('applying', true, [true, true]), own);
  });

  it('the work of this window begins or ends during the read → not mistaken for that of another process', async () => {
    assert.deepEqual(
      [await workOn('applying', true, [true, false]), await workOn('ready', true, [false, true])],
      [undefined, own],
    );
  });

  it('deleted → undefined', async () => {
    const plans = { store: { plan: () => Promise.resolve(undefined) } } as unknown as Plans;
    assert.equal(await planNow(1, { plans, runs: { isOwn: () => false, active: () => undefined } }), undefined);
  });
});
