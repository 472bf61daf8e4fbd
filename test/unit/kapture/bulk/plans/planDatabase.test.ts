import assert from 'node:assert/strict';
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { openPlanDatabase, type PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { tidyPlans } from '../../../../../src/kapture/bulk/plans/tidyPlans.ts';
import { PlanError } from '../../../../../src/kapture/bulk/plans/planError.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planOwner.ts';
import type { PlanStart } from '../../../../../src/kapture/bulk/plans/planHead.ts';
import type { RowDecision } from '../../../../../src/kapture/bulk/plans/rowDecision.ts';
import type { RowQuery } from '../../../../../src/kapture/bulk/plans/rowQuery.ts';
import { planCalls } from '../../../../../src/kapture/bulk/plans/planCalls.ts';
import { planMigrations } from '../../../../../src/kapture/bulk/plans/planMigrations.ts';
import { rowOrder } from '../../../../../src/kapture/bulk/plans/planRowSql.ts';
import { inEnglish, problem } from '../../../../../src/kapture/problem/problem.ts';
import { openDatabase } from '../../../../../src/kapture/store/database.ts';
import { processStart } from '../../../../../src/kapture/store/isAlive.ts';
import { rowOf, temporaryStore, type TemporaryStore } from '../support.ts';

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

describe('a store of plans', () => {
  let files: TemporaryStore;
  let store: PlanDatabase;
  beforeEach(() => {
    files = temporaryStore();
    store = files.store;
  });
  afterEach(() => files.remove());

  /** A plan with these decisions; row 1 is the first. */
  function planWith(decisions: readonly Omit<RowDecision, 'row'>[], more: Partial<PlanStart> = {}): number {
    const plan = store.create({ ...start, ...more }, owner);
    store.addRows(
      plan,
      owner.token,
      decisions.map((decision, index) => ({
        input: rowOf(index + 1, String(900 - index), { city: `City ${index + 1}` }, { cells: [`c${index + 1}`, ''] }),
        decision,
      })),
    );
    store.endRows(plan, owner.token);
    store.endLookUp(plan, owner.token);
    store.setStatus(plan, owner.token, 'ready');
    store.release(plan, owner.token);
    return plan;
  }
  const update = (customerId: string, customerName: string): Omit<RowDecision, 'row'> => ({
    kind: 'update',
    customerId,
    customerName,
    changes: [{ field: 'city', from: '"Pune"', to: '"Goa"' }],
  });
  const decisions: readonly Omit<RowDecision, 'row'>[] = [
    update('1', 'Zoya'),
    { kind: 'add' },
    { kind: 'unchanged', customerId: '3', customerName: 'Mina' },
    { kind: 'invalid', reason: problem('No customer has this ID.') },
    update('5', 'Asha'),
  ];

  it('a row looked up after a later one was sent has the same phone → it is the duplicate, not the row that was sent', () => {
    const plan = store.create(start, owner);
    const { token } = owner;
    const add = { kind: 'add' as const, phone: '9845000001' };
    store.addRows(plan, token, [
      { input: rowOf(1, '1', { city: 'Goa' }) },
      { input: rowOf(2, '2', { city: 'Goa' }), decision: add },
    ]);
    store.endLookUp(plan, token);
    store.beginWrite({ plan, row: 2, before: new Map(), after: new Map() }, token);
    store.endWrite({ plan, row: 2, outcome: 'done', state: 'done' }, token);
    store.decide(plan, token, [{ row: 1, ...add }]);
    store.endLookUp(plan, token);
    assert.deepEqual(
      store.rows({ plan, limit: 2 }).map(({ kind, state, reason }) => [kind, state, reason && inEnglish(reason)]),
      [
        ['duplicate', 'not-sent', 'Row 2 has the same phone number, 9845000001.'],
        ['add', 'done', undefined],
      ],
    );
  });

  it('another process, or a later one, opens the file → it has all that was stored', () => {
    const plan = planWith(decisions);
    const rows = store.rows({ plan, limit: 10 });
    const head = store.plan(plan);
    const reopened = openPlanDatabase(files.path);
    assert.deepEqual(reopened.rows({ plan, limit: 10 }), rows);
    assert.deepEqual(reopened.plan(plan), head);
    reopened.close();
    assert.deepEqual(
      [head?.file, head?.columns, head?.status, head?.isRead, head?.isLookedUp, head?.rows],
      [start.file, start.columns, 'ready', true, true, 5],
    );
    assert.deepEqual(
      [rows[0]?.line, rows[0]?.customerName, rows[0]?.changes, rows[0]?.isIncluded, rows[0]?.state],
      [2, 'Zoya', [{ field: 'city', from: '"Pune"', to: '"Goa"' }], true, 'not-sent'],
    );
    assert.deepEqual(store.cells(plan, [2]), [['c2', '']]);
  });

  it('a plan of a table that is not a file → its mapping is stored with it', () => {
    const { file, ...pasted } = start;
    const mapping = '{"identifyBy":"email","columns":{}}';
    const head = store.plan(store.create({ ...pasted, mapping }, owner));
    assert.deepEqual([file?.path, head?.file, head?.mapping], ['/data/customers.csv', undefined, mapping]);
    assert.equal(store.plan(store.create(start, newOwner()))?.mapping, undefined);
  });

  it('a store of any database → what a call recorded is on disk when it returns, and not only with the next checkpoint', () => {
    const { database } = openDatabase(files.path, planMigrations.join('\n'));
    const level = (): unknown => ({
      ...database.prepare('PRAGMA synchronous').get(),
      ...database.prepare('PRAGMA fullfsync').get(),
    });
    assert.deepEqual(level(), { synchronous: 1, fullfsync: 0 });
    planCalls(database);
    assert.deepEqual(level(), { synchronous: 2, fullfsync: 1 });
    database.close();
  });

  it('a new plan → only the owner of its file can read it', function () {
    if (process.platform === 'win32') this.skip();
    planWith(decisions);
    for (const part of ['', '-wal', '-shm']) assert.equal(statSync(files.path + part).mode & 0o777, 0o600, part);
  });

  const pages: readonly (readonly [what: string, query: Omit<RowQuery, 'plan'> & object, rows: readonly number[]])[] = [
    ['all', {}, [1, 2, 3, 4, 5]],
    ['kinds', { kinds: ['update', 'invalid'] }, [1, 4, 5]],
    ['search in names, in any case', { search: 'ASHA' }, [5]],
    ['search for several words', { search: 'zoya 1' }, [1]],
    ['search in keys', { search: '899' }, [2]],
    ['search in fields', { search: 'city 3' }, [3]],
    ['search in previous values', { search: 'pune' }, [1, 5]],
    ['search in reasons', { search: 'no customer' }, [4]],
    ['search without a match', { search: 'nothing' }, []],
    ['row numbers', { rows: [4, 2] }, [2, 4]],
    ['states', { states: ['done'] }, []],
    ['kinds and search', { kinds: ['update'], search: 'goa' }, []],
  ];
  for (const [what, query, expected] of pages)
    it(`rows by ${what} → ${expected.join(', ') || 'none'}`, () => {
      const plan = planWith(decisions);
      assert.deepEqual(
        store.rows({ plan, limit: 10, ...query }).map(({ row }) => row),
        expected,
      );
      assert.equal(store.count({ plan, ...query }), expected.length);
    });

  it('what a run has found out → found by its reason and by the message of Kapture, and no longer by earlier ones', () => {
    const plan = planWith([update('1', 'Zoya'), update('2', 'Asha')]);
    const found = (search: string, translated = {}): number[] =>
      store.rows({ plan, search, translated, limit: 9 }).map(({ row }) => row);
    store.acquire(plan, owner);
    store.notSent(plan, owner.token, 1, 'not-sent', problem('The server is {0}.', 'BUSY'));
    assert.deepEqual([found('busy'), found('exists')], [[1], []]);
    store.beginWrite({ plan, row: 1, before: new Map(), after: new Map() }, owner.token);
    const reason = problem('Stopped. {0}', problem('Kapture rejected the row (HTTP {0}).', 400));
    const serverMessage = 'Phone number already EXISTS';
    store.endWrite({ plan, row: 1, outcome: 'failed', state: 'failed', reason, serverMessage }, owner.token);
    assert.deepEqual([found('busy'), found('exists zoya'), found('rejected 400')], [[], [1], [1]]);
    // In another language, also in a sentence within another one.
    const translated = { abgelehnt: ['Kapture rejected the row (HTTP {0}).'] };
    assert.deepEqual([found('abgelehnt'), found('ABGELEHNT', translated)], [[], [1]]);
  });

  it('a duplicate, a problem of a cell, and a field that is not sent → found by their sentences', () => {
    const add = { kind: 'add' as const, phone: '9845000001' };
    const plan = store.create(start, owner);
    const problems = [{ column: 'Phone', field: 'phone', text: '12', problem: problem('“{0}” is too short.', '12') }];
    store.addRows(plan, owner.token, [
      { input: rowOf(1, '1', {}), decision: add },
      { input: rowOf(2, '2', {}), decision: add },
      { input: { ...rowOf(3, '3', {}), problems } },
      { input: rowOf(4, '4', {}), decision: { ...update('4', 'Mina'), omitted: ['email_id'] } },
    ]);
    store.endLookUp(plan, owner.token);
    const found = (search: string): number[] => store.rows({ plan, search, limit: 9 }).map(({ row }) => row);
    assert.deepEqual([found('same phone'), found('short'), found('masks email_id')], [[2], [3], [4]]);
  });

  it('a repair that the details show → found by its column, its cell, its value and its sentence', () => {
    const why = problem('The prefix “{0}” was removed.', '+91');
    const repair = { column: 'Mobile', field: 'phone', from: '+91 9845000001', to: '9845000001', why };
    const city = { column: 'Ort "Ü"', field: 'city', from: ' Goa', to: 'Goa', why: problem('Spaces were removed.') };
    const plan = store.create(start, owner);
    store.addRows(plan, owner.token, [
      { input: rowOf(1, '', {}, { repairs: [repair] }), decision: { kind: 'add' } },
      { input: rowOf(2, '2', {}, { repairs: [repair, city] }), decision: update('2', 'Asha') },
      { input: rowOf(3, '3', {}), decision: update('3', 'Ravi') },
    ]);
    const found = (search: string, translated = {}): number[] =>
      store.rows({ plan, search, translated, limit: 9 }).map(({ row }) => row);
    assert.deepEqual(
      [found('mobile'), found('+91'), found('9845000001'), found('PREFIX removed.')],
      [[1], [1], [1], [1]],
    );
    assert.deepEqual([found('ort "ü"'), found('spaces removed'), found('ort prefix')], [[2], [2], []]);
    const translated = { entfernt: ['The prefix “{0}” was removed.'] };
    assert.deepEqual([found('entfernt'), found('entfernt', translated)], [[], [1]]);
  });

  it('a customer that a run has added → found by the ID', () => {
    const plan = planWith([{ kind: 'add' }, { kind: 'add' }]);
    store.acquire(plan, owner);
    store.beginWrite({ plan, row: 2, before: new Map(), after: new Map() }, owner.token);
    store.endWrite({ plan, row: 2, outcome: 'done', state: 'done', customerId: 'C777002' }, owner.token);
    assert.deepEqual(
      store.rows({ plan, search: 'c777002', limit: 9 }).map(({ row }) => row),
      [2],
    );
  });

  it('a row that was refused as a whole → found by its cells', () => {
    const plan = store.create(start, owner);
    const problems = [{ text: 'Paid 5\n later', problem: problem('Too many cells.') }];
    store.addRows(plan, owner.token, [{ input: { ...rowOf(1, '', {}), problems } }, { input: rowOf(2, '2', {}) }]);
    assert.deepEqual(
      store.rows({ plan, search: 'later', limit: 2 }).map(({ row }) => row),
      [1],
    );
  });

  it('a page and an order → the rows of that page in that order', () => {
    const plan = planWith(decisions);
    const order = (page: object): number[] => store.rows({ plan, limit: 10, ...page }).map(({ row }) => row);
    assert.deepEqual(order({ limit: 2, offset: 1 }), [2, 3]);
    assert.deepEqual(order({ descending: true, limit: 2 }), [5, 4]);
    assert.deepEqual(order({ sort: 'name', kinds: ['update', 'unchanged'] }), [5, 3, 1]);
    assert.deepEqual(order({ sort: 'key' }), [5, 4, 3, 2, 1]);
    assert.deepEqual(order({ sort: 'kind', descending: true, limit: 2, offset: 1 }), [5, 3]);
  });

  it('sorted by name → by the name of the customer, else by the one that the row states', () => {
    const plan = store.create(start, owner);
    store.addRows(plan, owner.token, [
      { input: rowOf(1, '1', { customer_name: 'Zoya' }), decision: { kind: 'add' } },
      { input: rowOf(2, '2', { customer_name: 'Asha' }), decision: update('2', 'Mina') },
      { input: rowOf(3, '3', { city: 'Goa', customer_name: ' Bela "B"' }), decision: { kind: 'add' } },
      { input: rowOf(4, '4', { customer_name: 'Chitra' }) },
      { input: rowOf(5, '5', {}) },
    ]);
    const expected = [5, 3, 4, 2, 1];
    const order = (): number[] => store.rows({ plan, sort: 'name', limit: 9 }).map(({ row }) => row);
    assert.deepEqual(order(), expected);
  });

  it('sorted by name → read from an index, without sorting all rows', () => {
    const { database } = openDatabase(files.path, planMigrations.join('\n'));
    const steps = database
      .prepare(`EXPLAIN QUERY PLAN SELECT id FROM plan_row WHERE plan = ? ORDER BY ${rowOrder('name')} LIMIT 9`)
      .all(1)
      .map(({ detail }) => detail);
    database.close();
    assert.deepEqual(steps, ['SEARCH plan_row USING COVERING INDEX plan_row_name (plan=?)']);
  });

  it('rows included or excluded by number or filter → only adds and updates change', () => {
    const plan = planWith(decisions);
    assert.equal(store.include({ plan, rows: [1, 3, 4] }, false), 1);
    assert.deepEqual(store.counts(plan).included, { add: 1, update: 1 });
    assert.equal(store.include({ plan }, false), 2);
    assert.equal(store.include({ plan, search: 'zoya' }, true), 1);
    assert.deepEqual(
      store.rows({ plan, mark: 'excluded', limit: 9 }).map(({ row }) => row),
      [2, 5],
    );
    assert.deepEqual(store.counts(plan).kinds, {
      'not-looked-up': 0,
      add: 1,
      update: 2,
      unchanged: 1,
      masked: 0,
      invalid: 1,
      duplicate: 0,
      ambiguous: 0,
      taken: 0,
      kept: 0,
    });
    assert.equal(store.counts(plan).states['not-sent'], 1);
  });

  it('a row that was sent or is excluded → cannot be sent, and its write is recorded once', () => {
    const plan = planWith(decisions);
    store.include({ plan, rows: [5] }, false);
    store.acquire(plan, owner);
    const write = (row: number): void =>
      store.beginWrite({ plan, row, before: new Map(), after: new Map([['city', '"Goa"']]) }, owner.token);
    write(1);
    for (const row of [1, 3, 5])
      assert.throws(() => write(row), new RegExp(`^Error: Row ${row} of plan ${plan} must not be sent`));
    assert.equal(store.journal(plan, 1).length, 1);
    assert.equal(store.journal(plan, 5).length, 0);
    assert.deepEqual(store.unknown(plan), [1]);
    assert.throws(() => store.beginWrite({ plan, row: 2, before: new Map(), after: new Map() }, 'another'));
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
    assert.equal(newOwner().started, processStart(process.pid));
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

  it('a plan, those of a tenant or those above the limits deleted → gone, except one in use', () => {
    const [first, second, third] = [1, 2, 3].map(() => planWith(decisions)) as [number, number, number];
    const other = planWith(decisions, { tenant: 'https://other.example' });
    assert.deepEqual(
      store.plans(start.tenant).map(({ id }) => id),
      [third, second, first],
    );
    store.remove(second);
    assert.equal(store.count({ plan: second }), 0);
    store.acquire(first, { ...owner, pid: process.pid, host: hostname() });
    store.removeTenant(start.tenant);
    assert.deepEqual(
      store.plans().map(({ id }) => id),
      [other, first],
    );
    store.release(first, owner.token);
    store.prune({ plans: 1, before: 0 });
    assert.equal(store.plans().length, 1);
    store.prune({ plans: 1, before: Date.now() + 1 });
    assert.deepEqual(store.plans(), []);
  });

  it('stored → the plans of a tenant, and their writes with an unknown result, apart from those of other customers', () => {
    const plan = planWith(decisions);
    planWith(decisions, { tenant: 'https://other.example' });
    store.acquire(plan, owner);
    for (const row of [1, 2, 5]) store.beginWrite({ plan, row, before: new Map(), after: new Map() }, owner.token);
    store.endWrite({ plan, row: 2, outcome: 'unknown', state: 'unknown' }, owner.token);
    store.endWrite({ plan, row: 5, outcome: 'other-customer', state: 'unknown' }, owner.token);
    assert.deepEqual(
      [store.stored(start.tenant), store.stored(), store.stored('https://nobody.example')],
      [
        { plans: 1, unknown: 2, otherCustomer: 1 },
        { plans: 2, unknown: 2, otherCustomer: 1 },
        { plans: 0, unknown: 0, otherCustomer: 0 },
      ],
    );
  });

  it('tidied → old plans and old files that were set aside are deleted', () => {
    const plan = planWith(decisions);
    const kept = planWith(decisions);
    const aside = `${files.path}.set-aside-2020`;
    writeFileSync(aside, '');
    utimesSync(aside, 0, 0);
    writeFileSync(`${files.path}.set-aside-2026`, '');
    const database = new DatabaseSync(files.path);
    database.exec(`UPDATE plan SET touched_at = 0 WHERE id = ${plan}`);
    database.close();
    const opened = openPlanDatabase(files.path);
    tidyPlans(opened, files.path);
    opened.close();
    assert.deepEqual(
      store.plans().map(({ id }) => id),
      [kept],
    );
    assert.deepEqual([existsSync(aside), existsSync(`${files.path}.set-aside-2026`)], [false, true]);
  });

  it('many plans → the oldest are deleted', () => {
    for (let count = 0; count < 55; count++) planWith([]);
    assert.equal(store.plans().length, 50);
  });

  it('many plans, some of which were sent → a run is only deleted by later runs, and not while it can be resumed', () => {
    const sent = (state: 'done' | 'unknown', status: 'finished' | 'stopped' = 'finished'): number => {
      const plan = planWith([update('1', 'Zoya')]);
      store.acquire(plan, owner);
      store.beginWrite({ plan, row: 1, before: new Map(), after: new Map() }, owner.token);
      store.endWrite({ plan, row: 1, outcome: state, state }, owner.token);
      store.setStatus(plan, owner.token, status);
      store.release(plan, owner.token);
      return plan;
    };
    const [unknown, stopped, first, second] = [sent('unknown'), sent('done', 'stopped'), sent('done'), sent('done')];
    const unsent = [1, 2, 3].map(() => planWith(decisions));
    const ids = (): number[] => store.plans().map(({ id }) => id);
    store.prune({ plans: 2, before: 0 });
    assert.deepEqual(ids(), [unsent[2], unsent[1], second, first, stopped, unknown]);
    const third = sent('done');
    store.prune({ plans: 2, before: 0 });
    assert.deepEqual(ids(), [third, unsent[2], unsent[1], second, stopped, unknown]);
    store.prune({ plans: 2, before: Date.now() + 1 });
    assert.deepEqual(ids(), []);
  });
});
