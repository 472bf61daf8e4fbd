import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import { createPlan } from '../../../../src/kapture/bulk/planning/createPlan.ts';
import type { PlanRow } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { applyPlan } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { FaultSettings } from '../../../../src/sandbox/faults.ts';
import { seededRandom } from '../../../../src/sandbox/generateCustomer.ts';
import { type SeenCall, bulkSandbox, customer, planOf, rowOf, temporaryStore } from './support.ts';

const rows = 300;
const kills = 30;
/** Requests of the run between two kills, at most: 300 rows have about 600 requests, and resuming has some more. */
const maxRequests = 36;

/** The first half of the rows are updates, the others are adds. */
const isUpdate = (row: number): boolean => row <= rows / 2;
const idOf = (row: number): number => 1000 + row;
const phoneOf = (row: number): string => String(9_800_000_000 + row);

describe('a run whose process is killed again and again, on a server with faults', function () {
  this.timeout(240_000);

  it(`SIGKILL at ${kills} random moments → no row is written twice, none is lost, and resuming completes the run`, async () => {
    const random = seededRandom(20_261_128);
    const box = await bulkSandbox(
      Array.from({ length: rows / 2 }, (_, index) =>
        customer(idOf(index + 1), { name: 'Asha', phone: phoneOf(index + 1), city: 'Pune' }),
      ),
    );
    const { store, path, remove } = temporaryStore();
    const target = box.target();
    const children = new Set<Applying>();
    try {
      const plan = await createPlan(
        planOf(target, 'phone'),
        Array.from({ length: rows }, (_, index) =>
          rowOf(index + 1, phoneOf(index + 1), {
            phone: phoneOf(index + 1),
            city: 'Nagpur',
            ...(!isUpdate(index + 1) && { customer_name: 'New' }),
          }),
        ),
        { store, client: box.client, target },
      );
      const { add, update } = store.counts(plan).rows;
      assert.deepEqual([add, update], [rows / 2, rows / 2]);

      const script = await builtScript(path);
      let late = 0;
      box.fault = (call) => {
        const settings = faultOf(call, random);
        if (settings?.fault === '429-late') late++;
        return settings;
      };
      const start = (): Applying => {
        const child = spawn(process.execPath, [script, path, box.url, String(plan)], {
          stdio: ['pipe', 'ignore', 'inherit'],
        });
        const ended = once(child, 'close').then(([code]) => {
          children.delete(applying);
          // The code is null for a process that was killed.
          assert.ok(!code, `The process failed (${code}).`);
        });
        ended.catch(() => undefined);
        const applying = { ended, go: () => child.stdin.write('go\n'), kill: () => child.kill('SIGKILL') };
        children.add(applying);
        return applying;
      };
      const seen = new Set<string>();
      // The next process loads while the current one runs.
      let next = start();
      for (let kill = 0; kill < kills; kill++) {
        const child = next;
        next = start();
        const moment = Promise.withResolvers<void>();
        let left = 1 + Math.floor(random() * maxRequests);
        box.before = () => {
          if (--left === 0) moment.resolve();
        };
        child.go();
        await Promise.race([moment.promise, child.ended]);
        // The process is killed at once, or at some moment during the next few requests.
        if (random() < 0.7) await wait(random() * 8);
        child.kill();
        await child.ended;
        for (const row of store.rows({ plan, limit: rows })) {
          check(row, box.carriedOut);
          seen.add(row.state);
        }
      }
      // If these states were not seen, the kills were at other moments than intended.
      assert.ok(seen.has('sending') && seen.has('done'), [...seen].join());
      assert.ok(late > 0, 'No write was carried out and answered with 429.');
      const before = store.counts(plan).rows;
      assert.ok(before.done > rows / 10, JSON.stringify(before));

      box.before = () => undefined;
      box.fault = () => undefined;
      next.kill();
      await next.ended;
      const { end, counts } = await applyPlan(plan, {
        store,
        client: box.client,
        target,
        confirm: () => Promise.resolve(true),
        settleMs: 80,
      });
      assert.equal(end, 'finished');
      const final = store.rows({ plan, limit: rows });
      assert.equal(final.length, rows);
      for (const row of final) {
        check(row, box.carriedOut);
        // This is an update that was interrupted longer ago than a server takes to store it.
        const isOpen = row.state === 'conflict' && isUpdate(row.row);
        assert.ok(row.state === 'done' || row.state === 'failed' || isOpen, row.state);
        const [found, ...others] = box.store.find('phone', phoneOf(row.row));
        assert.equal(others.length, 0);
        assert.equal(found?.city === 'Nagpur', row.state === 'done');
      }
      assert.equal(counts.rows.done + counts.rows.failed + counts.rows.conflict, rows);
      assert.ok(counts.rows.done > rows * 0.8, JSON.stringify(counts.rows));
    } finally {
      for (const child of children) child.kill();
      await box.close();
      remove();
    }
  });
});

describe('a plan that two processes apply at once', function () {
  this.timeout(60_000);

  it('one is refused; the other is killed during a write, and a third completes the run → each row is written once', async () => {
    const count = 20;
    const box = await bulkSandbox(
      Array.from({ length: count }, (_, index) => customer(idOf(index + 1), { city: 'Pune' })),
    );
    const { store, path, remove } = temporaryStore();
    const target = box.target();
    try {
      const plan = await createPlan(
        planOf(target, 'id'),
        Array.from({ length: count }, (_, index) => rowOf(index + 1, String(idOf(index + 1)), { city: 'Nagpur' })),
        { store, client: box.client, target },
      );
      const script = await builtScript(path);
      const children = [1, 2].map(() =>
        spawn(process.execPath, [script, path, box.url, String(plan)], { stdio: ['pipe', 'ignore', 'pipe'] }),
      );
      const [first, second] = children.map(async (child, index) => {
        const errors = child.stderr.toArray();
        const [code] = (await once(child, 'close')) as [number | null];
        return { index, code, errors: Buffer.concat((await errors) as Buffer[]).toString() };
      });
      // The owner waits for its fifth write until the other process was refused.
      const fifth = Promise.withResolvers<void>();
      let writes = 0;
      box.fault = ({ isWrite }) => (isWrite && writes === 5 ? { fault: 'slow', seconds: 30 } : undefined);
      box.before = ({ isWrite }) => {
        if (isWrite && ++writes === 5) fifth.resolve();
      };
      for (const { stdin } of children) stdin.write('go\n');
      const refused = await Promise.race([first!, second!]);
      assert.equal(refused.code, 1);
      assert.match(refused.errors, /PlanError/);
      await fifth.promise;
      children[1 - refused.index]!.kill('SIGKILL');
      await Promise.all([first, second]);
      box.fault = () => undefined;
      const confirm = () => Promise.resolve(true);
      const { end } = await applyPlan(plan, { store, client: box.client, target, confirm, settleMs: 80 });
      assert.equal(end, 'finished');
      assert.deepEqual(
        store.rows({ plan, limit: count }).map(({ row, state }) => [state, box.carriedOut.get(String(idOf(row)))]),
        Array.from({ length: count }, () => ['done', 1]),
      );
    } finally {
      await box.close();
      remove();
    }
  });
});

describe('a run whose process is killed while it reads the record after a blank value', function () {
  this.timeout(60_000);

  it('the response to the write is stored → the row is not sent again, and resuming reads it', async () => {
    const box = await bulkSandbox([customer(idOf(1), { city: 'Pune' })]);
    const { store, path, remove } = temporaryStore();
    const target = box.target();
    try {
      const plan = await createPlan(planOf(target, 'id'), [rowOf(1, String(idOf(1)), { city: '' })], {
        store,
        client: box.client,
        target,
      });
      const child = spawn(process.execPath, [await builtScript(path), path, box.url, String(plan)], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;
      box.before = ({ isWrite }) => {
        if (!isWrite && writes()) child.kill('SIGKILL');
      };
      child.stdin.write('go\n');
      await once(child, 'close');
      assert.deepEqual([writes(), store.row(plan, 1)?.state, store.journal(plan, 1)[0]?.status], [1, 'unknown', 200]);
      box.before = () => undefined;
      const confirm = () => Promise.resolve(true);
      const { end } = await applyPlan(plan, { store, client: box.client, target, confirm, settleMs: 80 });
      // The sandbox has ignored the blank value.
      assert.deepEqual([end, writes(), store.row(plan, 1)?.state], ['finished', 1, 'failed']);
    } finally {
      await box.close();
      remove();
    }
  });
});

/** Builds the process that applies a plan, beside a database. A bundle starts several times faster than its sources. */
async function builtScript(path: string): Promise<string> {
  const script = join(dirname(path), 'applying.mjs');
  await using bundle = await rolldown({
    input: join(import.meta.dirname, 'applyingProcess.ts'),
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
  });
  await bundle.write({ file: script, format: 'esm', codeSplitting: false });
  return script;
}

/** A process that applies the plan once it is told to. */
interface Applying {
  /** Rejects if it ended with an error. */
  readonly ended: Promise<void>;
  readonly go: () => void;
  readonly kill: () => void;
}

function faultOf({ isWrite }: SeenCall, random: () => number): FaultSettings | undefined {
  const chance = random();
  if (!isWrite) return chance < 0.02 ? { fault: '500' } : undefined;
  if (chance < 0.1) return { fault: 'slow', seconds: 0.02 };
  if (chance < 0.15) return { fault: 'broken' };
  if (chance < 0.18) return { fault: 'truncated' };
  if (chance < 0.22) return { fault: '500' };
  if (chance < 0.23) return { fault: '429', seconds: 0 };
  return chance < 0.26 ? { fault: '429-late', seconds: 0 } : undefined;
}

/** Compares the state of a row with what the server carried out. */
function check({ row, state }: PlanRow, carriedOut: ReadonlyMap<string, number>): void {
  const count = carriedOut.get(isUpdate(row) ? String(idOf(row)) : phoneOf(row)) ?? 0;
  assert.ok(count <= 1, `Row ${row} was written ${count} times.`);
  if (state === 'done') assert.equal(count, 1, `Row ${row} is done, but was not written.`);
  if (['add', 'update', 'failed', 'conflict'].includes(state))
    assert.equal(count, 0, `Row ${row} is ${state}, but was written.`);
}
