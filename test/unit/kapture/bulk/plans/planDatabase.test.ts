import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { holdPlan } from '../../../../../src/kapture/bulk/plans/holdPlan.ts';
import { PlanError, type PlanStart } from '../../../../../src/kapture/bulk/plans/plan.ts';
import { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planHeads.ts';
import type { RowDecision } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { rowOrder, type RowQuery } from '../../../../../src/kapture/bulk/plans/planTables.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { processStart } from '../../../../../src/kapture/store/isAlive.ts';
import { reasonsOf, rowOf, temporaryStore, type TemporaryStore } from '../support.ts';

const start: PlanStart = {
  title: 'customers.csv',
  tenant: 'https://acme.example',
  connection: 'Acme',
  identifier: 'id',
  dialect: 'flat',
  binding: '[]',
  file: { path: '/data/customers.csv', sha256: 'abc' },
  columns: ['ID', 'City'],
};
const owner = newOwner();
const nothing = { before: new Map(), after: new Map() };

describe('a store of plans', () => {
  let files: TemporaryStore;
  let store: PlanDatabase;
  beforeEach(() => {
    files = temporaryStore();
    store = files.store;
  });
  afterEach(() => files.remove());

  type Decision = Omit<RowDecision, 'row'>;

  function planWith(decisions: readonly Decision[], more: Partial<PlanStart> = {}): number {
    const plan = store.create({ ...start, ...more }, owner);
    const rows = decisions.map((decision, index) => ({
      input: rowOf(index + 1, String(900 - index), { city: `City ${index + 1}` }, { cells: [`c${index + 1}`, ''] }),
      decision,
    }));
    store.addRows(plan, owner.token, rows);
    store.endRows(plan, owner.token);
    store.endLookUp(plan, owner.token);
    store.setStatus(plan, owner.token, 'ready');
    store.release(plan, owner.token);
    return plan;
  }
  const update = (customerId: string, customerName: string): Decision => ({
    state: 'update',
    customerId,
    customerName,
    changes: [{ field: 'city', from: '"Pune"', to: '"Goa"' }],
  });
  const decisions: readonly Decision[] = [
    update('1', 'Zoya'),
    { state: 'add' },
    { state: 'unchanged', customerId: '3', customerName: 'Mina' },
    { state: 'invalid', reasons: [{ problem: problem('No customer has this {0}.', 'ID') }] },
    update('5', 'Asha'),
  ];
  const numbers = (query: RowQuery): number[] => store.rows({ ...query, limit: 9 }).map(({ row }) => row);

  it('a row looked up after a later one was sent has the same phone → it is the duplicate, not the row that was sent', () => {
    const plan = store.create(start, owner);
    const { token } = owner;
    const add = { state: 'add' as const, phone: '9845000001' };
    store.addRows(plan, token, [
      { input: rowOf(1, '1', { city: 'Goa' }) },
      { input: rowOf(2, '2', { city: 'Goa' }), decision: add },
    ]);
    store.endLookUp(plan, token);
    store.beginWrite(plan, token, 2, nothing);
    store.endWrite(plan, token, 2, { outcome: 'done', state: 'done' });
    store.decide(plan, token, [{ row: 1, ...add }]);
    store.endLookUp(plan, token);
    assert.deepEqual(
      store.rows({ plan, limit: 2 }).map((row) => [row.state, reasonsOf(row)]),
      [
        ['duplicate', 'Row 2 has the same phone number, 9845000001.'],
        ['done', ''],
      ],
    );
  });

  it('another process, or a later one, opens the file → it has all that was stored, on disk when a call returns', () => {
    const plan = planWith(decisions, { mapping: '{}' });
    const rows = store.rows({ plan, limit: 10 });
    const head = store.plan(plan);
    const reopened = PlanDatabase.open(files.path);
    assert.deepEqual([reopened.rows({ plan, limit: 10 }), reopened.plan(plan)], [rows, head]);
    reopened.close();
    assert.deepEqual(
      [head?.file, head?.columns, head?.mapping, head?.status, head?.isRead, head?.rows],
      [start.file, start.columns, '{}', 'ready', true, 5],
    );
    assert.deepEqual(
      [rows[0]?.line, rows[0]?.customerName, rows[0]?.changes, rows[0]?.state, rows[0]?.write],
      [2, 'Zoya', [{ field: 'city', from: '"Pune"', to: '"Goa"' }], 'update', 'update'],
    );
    assert.deepEqual(store.cells(plan, 2), ['c2', '']);
  });

  it('a new plan → only the owner of its file can read it', function () {
    if (process.platform === 'win32') return this.skip();
    planWith(decisions);
    for (const part of ['', '-wal', '-shm']) assert.equal(statSync(files.path + part).mode & 0o777, 0o600, part);
  });

  for (const [what, query, expected] of [
    ['state', { states: ['update'] }, [1, 5]],
    ['number', { rows: [2, 4] }, [2, 4]],
    ['a word of the name', { search: 'asha' }, [5]],
    ['two words', { search: 'GOA zoya' }, []],
    ['an earlier value and a name', { search: 'pune zoya' }, [1]],
    ['a word of a reason', { search: 'customer' }, [4]],
    ['a value of a reason', { search: 'id' }, [4]],
    ['a property name of the stored reasons', { search: 'sentence' }, []],
  ] as const)
    it(`rows by ${what} → ${expected.join(', ') || 'none'}`, () => {
      assert.deepEqual(numbers({ plan: planWith(decisions), ...query }), expected);
    });

  it('what a run has found out → found by its reason and by the message of Kapture', () => {
    const plan = planWith(decisions);
    store.acquire(plan, owner);
    store.beginWrite(plan, owner.token, 1, nothing);
    const reason = problem('Kapture rejected the row (HTTP {0}).', 400);
    store.endWrite(plan, owner.token, 1, { outcome: 'failed', state: 'failed', reason, serverMessage: 'Sorry, no.' });
    assert.deepEqual([numbers({ plan, search: 'rejected 400' }), numbers({ plan, search: 'sorry' })], [[1], [1]]);
  });

  it('sorted by name → in that order, read from an index', () => {
    const plan = planWith(decisions);
    const named = store.rows({ plan, sort: 'name', descending: true, offset: 1, limit: 2 });
    assert.deepEqual(
      named.map(({ customerName }) => customerName),
      ['Mina', 'Asha'],
    );
    const database = new DatabaseSync(files.path, { readOnly: true });
    const steps = database
      .prepare(`EXPLAIN QUERY PLAN SELECT id FROM plan_row WHERE plan = ? ORDER BY ${rowOrder('name')} LIMIT 9`)
      .all(1)
      .map(({ detail }) => detail);
    database.close();
    assert.deepEqual(steps, ['SEARCH plan_row USING COVERING INDEX plan_row_name (plan=?)']);
  });

  it('rows included or excluded by number or filter → only writes that were not sent change', () => {
    const plan = planWith(decisions);
    store.include({ plan, rows: [1, 3, 4] }, false);
    const { add, update: updates, excluded, unchanged, invalid } = store.counts(plan).rows;
    assert.deepEqual([add, updates, excluded, unchanged, invalid], [1, 1, 1, 1, 1]);
    store.include({ plan }, false);
    store.include({ plan, search: 'zoya' }, true);
    assert.deepEqual([numbers({ plan, states: ['excluded'] }), store.row(plan, 1)?.state], [[2, 5], 'update']);
  });

  it('updates that omit masked fields or replace a name → counted before the run, and partly done after it', () => {
    const reasons = [{ problem: problem('Kapture masks these fields, so they are not sent: {0}.', 'phone') }];
    const renamed = { ...update('1', 'Zoya'), changes: [{ field: 'customer_name', from: '"Zoya"', to: '"Zoe"' }] };
    const plan = planWith([{ ...update('5', 'Asha'), reasons }, renamed]);
    const { omitting, renames, firstRename } = store.counts(plan);
    assert.deepEqual([omitting, renames, firstRename], [1, 1, 2]);
    store.acquire(plan, owner);
    for (const row of [1, 2]) {
      store.beginWrite(plan, owner.token, row, nothing);
      store.endWrite(plan, owner.token, row, { outcome: 'done', state: 'done' });
    }
    const after = store.counts(plan);
    assert.deepEqual(
      [after.omitting, after.renames, after.rows.done, after.rows['partly-done'], after.updated],
      [0, 0, 1, 1, 2],
    );
  });

  it('a row that was sent or is excluded → cannot be sent, and its write is recorded once', () => {
    const plan = planWith(decisions);
    store.include({ plan, rows: [5] }, false);
    store.acquire(plan, owner);
    const write = (row: number, token = owner.token): void => store.beginWrite(plan, token, row, nothing);
    write(1);
    for (const row of [1, 3, 5])
      assert.throws(() => write(row), new RegExp(`^Error: Row ${row} of plan ${plan} must not be sent`));
    assert.deepEqual([store.journal(plan, 1).length, store.journal(plan, 5).length], [1, 0]);
    assert.deepEqual(store.unknown(plan), [1]);
    assert.throws(
      () => write(2, 'another'),
      (error) => PlanError.is(error, 'lost'),
    );
  });

  it('the process that used a plan was killed, and another one has its ID → free after 15 s, and not only after 10 min', function () {
    const started = processStart(process.ppid);
    if (started === undefined) return this.skip();
    const database = new DatabaseSync(files.path);
    const isFree = (startOfOwner: string): boolean => {
      const plan = planWith(decisions);
      store.acquire(plan, { token: 'killed', pid: process.ppid, host: hostname(), started: startOfOwner });
      store.setStatus(plan, 'killed', 'applying');
      database.exec(`UPDATE plan SET beat_at = beat_at - 16000 WHERE id = ${plan}`);
      const isStopped = store.plan(plan)?.status === 'stopped';
      try {
        store.acquire(plan, owner);
        return isStopped;
      } catch (error) {
        assert.ok(PlanError.is(error, 'busy') && !isStopped, String(error));
        return false;
      }
    };
    try {
      assert.deepEqual([isFree(started), isFree(`${started}0`)], [false, true]);
    } finally {
      database.close();
    }
  });

  it('a plan that a process uses, and one whose process has ended → in use only by the first', () => {
    const plan = planWith(decisions);
    const uses = (): boolean | undefined => store.plan(plan)?.isInUse;
    const before = uses();
    store.acquire(plan, owner);
    const during = uses();
    store.release(plan, owner.token);
    store.acquire(plan, { ...owner, pid: 2 ** 30 });
    assert.deepEqual([before, during, uses()], [false, true, false]);
  });

  for (const [what, work, expected] of [
    ['has ended → its result', () => Promise.resolve('finished'), 'finished'],
    ['has failed → its error', () => Promise.reject(new Error('The file is damaged.')), 'The file is damaged.'],
  ] as const)
    it(`the database is busy when a plan is released, and the work ${what}`, async () => {
      store.release = () => {
        throw Object.assign(new Error('database is locked'), { errcode: 5 });
      };
      const result = await holdPlan(store, (holder) => store.create(start, holder), work).catch(
        (error: unknown) => (error as Error).message,
      );
      assert.equal(result, expected);
    });

  it('a plan, those of a tenant or old ones deleted → gone, except one in use', () => {
    const [first, second, third] = [1, 2, 3].map(() => planWith(decisions)) as [number, number, number];
    const other = planWith(decisions, { tenant: 'https://other.example' });
    const ids = (tenant?: string): number[] => store.plans(tenant).map(({ id }) => id);
    assert.deepEqual(ids(start.tenant), [third, second, first]);
    store.remove(second);
    assert.equal(store.count({ plan: second }), 0);
    store.acquire(first, owner);
    store.removeTenant(start.tenant);
    assert.deepEqual(ids(), [other, first]);
    store.prune(Date.now() + 1);
    assert.deepEqual(ids(), [first]);
  });

  it('stored → the plans of a tenant, and their writes with an unknown result, apart from those of other customers', () => {
    const plan = planWith(decisions);
    planWith(decisions, { tenant: 'https://other.example' });
    store.acquire(plan, owner);
    for (const row of [1, 2, 5]) store.beginWrite(plan, owner.token, row, nothing);
    store.endWrite(plan, owner.token, 2, { outcome: 'unknown', state: 'unknown' });
    store.endWrite(plan, owner.token, 5, { outcome: 'other-customer', state: 'other-customer' });
    assert.deepEqual(
      [store.stored(start.tenant), store.stored(), store.stored('https://nobody.example')],
      [
        { plans: 1, unknown: 2, otherCustomer: 1 },
        { plans: 2, unknown: 2, otherCustomer: 1 },
        { plans: 0, unknown: 0, otherCustomer: 0 },
      ],
    );
  });
});
