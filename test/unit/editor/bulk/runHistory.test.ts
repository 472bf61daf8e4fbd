import assert from 'node:assert/strict';
import type { BulkPorts } from '../../../../src/editor/bulk/ports.ts';
import { noteRun } from '../../../../src/editor/bulk/runHistory.ts';
import type { PlanCounts } from '../../../../src/kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../../../src/kapture/bulk/plans/planHead.ts';
import type { HistoryRun } from '../../../../src/kapture/store/historyRuns.ts';

describe('noteRun', () => {
  const head = { id: 1, tenant: 'https://acme.example', connection: 'Acme', title: 'customers.csv' } as PlanHead;
  const none = { unchanged: 0, failed: 0, conflict: 0 };

  /** What the history stores about a run. */
  async function runsOf(
    states: PlanCounts['states'],
    { partlyDone, omitting }: Pick<PlanCounts, 'partlyDone' | 'omitting'> = { partlyDone: 0, omitting: 0 },
  ): Promise<HistoryRun[]> {
    const runs: HistoryRun[] = [];
    const storage = {
      addRun: (run: HistoryRun) => {
        runs.push(run);
        return Promise.resolve();
      },
    };
    const ports = { history: { open: () => Promise.resolve({ storage }) } } as unknown as BulkPorts;
    const store = {
      counts: () =>
        Promise.resolve({
          ...{ included: { add: 1, update: 3 }, states, otherCustomer: 0, partlyDone, omitting },
        } as PlanCounts),
    };
    await noteRun(head, 5, store, ports);
    return runs;
  }

  /** What the history says about a run: writes, done, up to date, unknown and finished. */
  async function noted(states: PlanCounts['states']): Promise<unknown[]> {
    const runs = await runsOf(states);
    return runs.map(({ writes, done, upToDate, unknown, isFinished }) => [writes, done, upToDate, unknown, isFinished]);
  }

  it('at the start → rows that were not sent are not unknown', async () => {
    const states = { ...none, 'not-sent': 3, sending: 0, done: 1, unknown: 0 };
    assert.deepEqual(await noted(states), [[4, 1, 0, 0, false]]);
  });

  it('stopped → only rows without a known outcome are unknown', async () => {
    const states = { ...none, 'not-sent': 2, sending: 0, done: 1, unknown: 1 };
    assert.deepEqual(await noted(states), [[4, 1, 0, 1, false]]);
  });

  it('finished → rows whose customers were up to date are not done', async () => {
    const states = { ...none, 'not-sent': 0, sending: 0, done: 1, unknown: 0, unchanged: 2, failed: 1 };
    assert.deepEqual(await noted(states), [[4, 1, 2, 0, true]]);
  });

  for (const [when, left, partly] of [
    ['finished', 0, 3],
    ['stopped', 1, 1],
  ] as const)
    it(`${when}, with masked fields → ${partly} in part, without rows that are not sent`, async () => {
      const states = { ...none, 'not-sent': left, sending: 0, done: 2 - left, unknown: 0, unchanged: 2 };
      const runs = await runsOf(states, { partlyDone: 1, omitting: 2 });
      assert.deepEqual(
        runs.map((run) => run.partly),
        [partly],
      );
    });
});
