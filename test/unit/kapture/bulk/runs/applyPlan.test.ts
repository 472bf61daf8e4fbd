import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { applyPlan, type ApplyOptions } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanProgress } from '../../../../../src/kapture/bulk/planProgress.ts';
import { PlanError } from '../../../../../src/kapture/bulk/plans/plan.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { resumePlan, createPlan } from '../../../../../src/kapture/bulk/planning/createPlan.ts';
import type { PlanRow, RowInput } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { findRevertPlan } from '../../../../../src/kapture/bulk/planning/revertPlan.ts';
import { failuresCsv, resultCsv } from '../../../../../src/kapture/bulk/results/planCsv.ts';
import type { Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import type { RunConfirmation } from '../../../../../src/kapture/bulk/runs/bulkRun.ts';
import { mock } from 'node:test';
import type { Connection } from '../../../../../src/kapture/connection/connection.ts';
import { KaptureError } from '../../../../../src/kapture/http/kaptureError.ts';
import { inEnglish, problem, type Problem } from '../../../../../src/kapture/problem/problem.ts';
import { StoreError } from '../../../../../src/kapture/store/storeError.ts';
import type { FaultId } from '../../../../../src/sandbox/faults.ts';
import { closeServers } from '../../http/localServer.ts';
import { drip } from '../../http/misbehaviors.ts';
import { targetOf } from '../../target.ts';
import { customer, forEachTest, planOf, reasonsOf, rowOf, type BulkSandbox, type TemporaryStore } from '../support.ts';
import { withSteppedPauses } from '../withSteppedPauses.ts';

const stored = [
  customer(101, {
    name: 'Asha',
    phone: '9845000001',
    email: 'asha@example.com',
    code: 'A-1',
    city: 'Pune',
    state: 'MH',
  }),
  customer(102, {
    name: 'Ravi',
    phone: '9845000002',
    email: 'ravi@example.com',
    code: 'B-2',
    city: 'Agra',
    state: 'UP',
  }),
  customer(103, {
    name: 'Mina',
    phone: '9845000003',
    email: 'mina@example.com',
    code: 'C-3',
    city: 'Goa',
    state: 'GA',
  }),
];

function brief({ state, customerId, reasons }: PlanRow): readonly unknown[] {
  return [state, customerId, ...reasons.map(({ problem: found }) => inEnglish(found))];
}

describe('applyPlan', () => {
  let box: BulkSandbox;
  let files: TemporaryStore;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    files = opened;
    store = opened.store;
  });
  afterEach(() => mock.timers.reset());
  afterEach(closeServers);

  /** Stops the clock, so that the first read after a write is early on a busy machine too. */
  const stopClock = (): void => mock.timers.enable({ apis: ['Date'], now: Date.now() });

  const options = (more: Partial<ApplyOptions> = {}, settings: Partial<Connection> = {}): ApplyOptions => ({
    store,
    client: box.client,
    target: box.target(settings),
    confirm: () => Promise.resolve(true),
    settleMs: 20,
    ...more,
  });

  function plan(
    identifier: Identifier,
    rows: readonly RowInput[],
    settings: Partial<Connection> = {},
  ): Promise<number> {
    const target = box.target(settings);
    return createPlan(planOf(target, identifier), rows, { store, client: box.client, target });
  }
  const rows = (id: number): (readonly unknown[])[] => store.rows({ plan: id, limit: 1000 }).map(brief);
  const cityOf = (id: number): string | undefined => box.store.find('id', String(id))[0]?.city;
  const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;
  const setCity = (id: number, city: string): void => {
    box.store.update({ ...box.store.find('id', String(id))[0]!, city });
  };
  const cities = (...names: string[]): RowInput[] =>
    names.map((city, index) => rowOf(index + 1, String(101 + index), { city }));

  it('adds and updates → each is sent once, and the journal has the values before and after', async () => {
    const id = await plan('phone', [
      rowOf(1, '9845000001', { phone: '9845000001', city: 'Nagpur' }),
      rowOf(2, '9845000009', { phone: '9845000009', customer_name: 'New', city: 'Kochi' }),
    ]);
    const outcome = await applyPlan(id, options());
    assert.equal(outcome.end, 'finished');
    assert.equal(outcome.counts.rows.done, 2);
    const [added] = box.store.find('phone', '9845000009');
    assert.deepEqual(rows(id), [
      ['done', '101'],
      ['done', String(added?.id)],
    ]);
    assert.deepEqual([cityOf(101), added?.name, added?.city, writes()], ['Nagpur', 'New', 'Kochi', 2]);
    const [entry] = store.journal(id, 1);
    assert.deepEqual(
      [[...entry!.before], [...entry!.after], entry!.outcome, entry!.status],
      [[['city', '"Pune"']], [['city', '"Nagpur"']], 'done', 200],
    );
    assert.equal(store.plan(id)?.status, 'finished');
    // There is nothing left to do, so no confirmation is asked.
    await applyPlan(id, options({ confirm: () => assert.fail('asked') }));
    assert.equal(writes(), 2);
  });

  for (const dialect of ['nested', 'array', 'object-2016'] as const)
    it(`in the dialect ${dialect} → an add and an update are sent`, async () => {
      const id = await plan(
        'code',
        [
          // Only the contact has the email, which the array and object-2016 forms require.
          rowOf(1, 'A-1', { city: 'Nagpur', email_id: 'asha@example.com' }),
          rowOf(2, 'Z-9', {
            customer_name: 'New',
            phone: '9845000009',
            email_id: 'n@example.com',
            customer_code: 'Z-9',
          }),
        ],
        { dialect },
      );
      const outcome = await applyPlan(id, options({}, { dialect }));
      assert.deepEqual([outcome.end, outcome.counts.rows.done], ['finished', 2]);
      assert.deepEqual(
        [cityOf(101), box.store.find('id', '101')[0]?.name, box.store.find('code', 'Z-9')[0]?.name],
        ['Nagpur', 'Asha', 'New'],
      );
    });

  /** The changes by another user between the plan and the run, and the resulting state of the row. */
  const conflicts: readonly (readonly [
    what: string,
    change: () => void,
    state: string,
    reason: string | undefined,
    city: string,
  ])[] = [
    ['nothing', () => undefined, 'done', undefined, 'Nagpur'],
    [
      'the same field to another value',
      () => setCity(101, 'Delhi'),
      'conflict',
      'Stored now: city: Delhi. This has changed since the plan was created, so the row was not sent.',
      'Delhi',
    ],
    [
      'the same field to the same value',
      () => setCity(101, 'Nagpur'),
      'unchanged',
      'The customer already has these values.',
      'Nagpur',
    ],
    [
      'another field',
      () => box.store.update({ ...box.store.find('id', '101')[0]!, name: 'Asha Rao' }),
      'done',
      undefined,
      'Nagpur',
    ],
    [
      'the same field to a blank',
      () => setCity(101, ''),
      'conflict',
      'Stored now: city: “”. This has changed since the plan was created, so the row was not sent.',
      '',
    ],
    [
      'the same field to a long text',
      () => setCity(101, 'x'.repeat(100)),
      'conflict',
      `Stored now: city: ${'x'.repeat(79)}…. This has changed since the plan was created, so the row was not sent.`,
      'x'.repeat(100),
    ],
  ];
  for (const [what, change, state, reason, city] of conflicts)
    it(`another user changes ${what} → ${state}, and the other rows are sent`, async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura'));
      change();
      const outcome = await applyPlan(id, options());
      const [first, second] = store.rows({ plan: id, limit: 9 });
      assert.deepEqual([outcome.end, first!.state, second!.state], ['finished', state, 'done']);
      if (reason !== undefined) assert.equal(reasonsOf(first!), reason);
      assert.deepEqual([cityOf(101), cityOf(102)], [city, 'Mathura']);
    });

  it('another user masks a field → conflict', async () => {
    const id = await plan('id', [rowOf(1, '101', { phone: '9845000010' })]);
    box.store.update({ ...box.store.find('id', '101')[0]!, phoneMasked: true });
    await applyPlan(id, options());
    assert.deepEqual(
      rows(id).map(([state]) => state),
      ['conflict'],
    );
    assert.equal(writes(), 0);
  });

  it('two fields, one of which another user changed → none of them is sent', async () => {
    const id = await plan('id', [rowOf(1, '101', { city: 'Nagpur', state: 'Goa' })]);
    setCity(101, 'Delhi');
    await applyPlan(id, options());
    assert.deepEqual([box.store.find('id', '101')[0]?.state, writes()], ['MH', 0]);
  });

  it('another user adds the customer → conflict, with the owner', async () => {
    const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
    box.store.add((next) => customer(next, { name: 'Theirs', phone: '9845000009' }));
    await applyPlan(id, options());
    const [row] = rows(id);
    assert.equal(row?.[0], 'conflict');
    assert.match(String(row?.[2]), /^The phone number 9845000009 belongs to Theirs/);
    assert.equal(writes(), 0);
  });

  it('an excluded row → is not sent', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    store.include({ plan: id, search: 'ravi' }, false);
    const outcome = await applyPlan(id, options());
    assert.deepEqual([outcome.end, cityOf(101), cityOf(102), writes()], ['finished', 'Nagpur', 'Agra', 1]);
  });

  it('Kapture rejects a row → failed, with its words, and the run continues', async () => {
    const id = await plan('id', [
      rowOf(1, '101', { email_id: 'taken@example.com' }),
      ...cities('', 'Mathura').slice(1),
    ]);
    // Another user takes the address after the row's last read.
    box.before = ({ isWrite, body }) => {
      if (isWrite && body.includes('taken@example.com'))
        box.store.add((next) => customer(next, { email: 'taken@example.com' }));
    };
    const outcome = await applyPlan(id, options());
    const [first] = store.rows({ plan: id, limit: 1 });
    assert.deepEqual(
      [outcome.end, first?.state, first?.serverMessage, cityOf(102)],
      ['finished', 'failed', 'This email-id already exists. Please enter a new one.', 'Mathura'],
    );
  });

  /** The fault of the first write, the resulting state of the row, and whether the write was carried out. */
  const uncertain: readonly (readonly [fault: FaultId, state: string, writes: number])[] = [
    ['broken', 'done', 1],
    ['truncated', 'done', 1],
    ['500', 'failed', 1],
    ['html', 'failed', 1],
    ['429', 'done', 2],
    ['429-late', 'done', 1],
  ];
  for (const [fault, state, sent] of uncertain)
    for (const kind of ['update', 'add'] as const)
      it(`${fault} for the write of an ${kind} → ${state} by reading, and nothing is written twice`, async () => {
        const id = await plan('phone', [
          kind === 'add'
            ? rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })
            : rowOf(1, '9845000001', { city: 'Nagpur' }),
        ]);
        let isFirst = true;
        box.fault = ({ isWrite }) => {
          if (!isWrite || !isFirst) return undefined;
          isFirst = false;
          return { fault, seconds: 0 };
        };
        const outcome = await applyPlan(id, options());
        assert.deepEqual(
          [outcome.end, store.rows({ plan: id, limit: 1 })[0]?.state, writes()],
          ['finished', state, sent],
        );
        const applied = kind === 'add' ? box.store.find('phone', '9845000009').length === 1 : cityOf(101) === 'Nagpur';
        assert.equal(applied, state === 'done');
      });

  it('a server that stores a write late → the record is believed only after a while, so the row is done', async () => {
    const id = await plan('id', cities('Nagpur'));
    let reads = 0;
    box.fault = ({ isWrite }) => (isWrite ? { fault: '500' } : undefined);
    box.before = ({ isWrite }) => {
      // The write is stored after the first read that follows it.
      if (!isWrite && writes() && ++reads === 2) setCity(101, 'Nagpur');
    };
    stopClock();
    await applyPlan(id, options());
    assert.deepEqual([rows(id).map(([state]) => state), writes()], [['done'], 1]);
  });

  it('a gateway that passes an add on and responds HTTP 429, and a late store → added once', async () => {
    const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
    box.fault = ({ isWrite }) => (isWrite ? { fault: '429', seconds: 0 } : undefined);
    let reads = 0;
    box.before = ({ isWrite }) => {
      // The write is stored after the first read that follows it.
      if (!isWrite && writes() && ++reads === 2)
        box.store.add((next) => customer(next, { name: 'New', phone: '9845000009' }));
    };
    await applyPlan(id, options({ settleMs: 1500 }));
    assert.deepEqual([rows(id).map(([state]) => state), writes()], [['done'], 1]);
  });

  /** Stores the write of the first row right before the first read after it was decided that nothing was stored. */
  const storeLate = (id: number, write: () => void): void => {
    box.fault = ({ isWrite }) => (isWrite ? { fault: '429', seconds: 0 } : undefined);
    let isStored = false;
    box.before = () => {
      if (isStored || store.journal(id, 1)[0]?.outcome !== 'not-stored') return;
      isStored = true;
      write();
    };
  };

  it('an update that is stored after its record did not show it → done by that write, and the revert has it', async () => {
    const id = await plan('id', cities('Nagpur'));
    storeLate(id, () => setCity(101, 'Nagpur'));
    const { end } = await applyPlan(id, options());
    assert.deepEqual([end, rows(id), writes()], ['finished', [['done', '101']], 1]);
    assert.deepEqual(
      store.journal(id, 1).map(({ outcome }) => outcome),
      ['done'],
    );
    const revert = (await findRevertPlan(store, id)).id;
    assert.deepEqual(store.row(revert, 1)?.changes, [{ field: 'city', from: '"Nagpur"', to: '"Pune"' }]);
  });

  it('an add that is stored after no customer had its values → done with that customer', async () => {
    const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
    storeLate(id, () => box.store.add(() => customer(900, { name: 'New', phone: '9845000009' })));
    const { end } = await applyPlan(id, options());
    assert.deepEqual([end, rows(id), writes()], ['finished', [['done', '900']], 1]);
  });

  for (const [when, resumedMs, confirmedMs, readMs, state] of [
    ['within the timeout', 30_000, 0, 0, 'done'],
    ['within the timeout, and reads the record a day later', 30_000, 0, 86_400_000, 'done'],
    ['within the timeout, and confirmed a day later', 30_000, 86_400_000, 0, 'unchanged'],
    ['a day later', 86_400_000, 0, 0, 'unchanged'],
  ] as const)
    it(`a run that is canceled after its record showed no write is resumed ${when}, and it does → ${state}`, async () => {
      const id = await plan('id', cities('Nagpur'));
      const stop = new AbortController();
      storeLate(id, () => stop.abort());
      assert.equal((await applyPlan(id, options({ signal: stop.signal }))).end, 'canceled');
      setCity(101, 'Nagpur');
      stopClock();
      mock.timers.tick(resumedMs);
      const confirm = (): Promise<boolean> => {
        mock.timers.tick(confirmedMs);
        return Promise.resolve(true);
      };
      // This is what happens after a rate limit, for example.
      box.before = () => {
        mock.timers.tick(readMs);
        box.before = () => undefined;
      };
      const { end } = await applyPlan(id, options({ settleMs: 60_000, confirm }));
      assert.deepEqual([end, rows(id)[0]?.[0], writes()], ['finished', state, 1]);
    });

  it('a write that the server refused, and another user stores its values → unchanged', async () => {
    const id = await plan('id', cities('Nagpur'));
    box.fault = ({ isWrite }) => (isWrite ? { fault: '401' } : undefined);
    await applyPlan(id, options());
    setCity(101, 'Nagpur');
    await applyPlan(id, options());
    assert.deepEqual(
      [rows(id), store.journal(id, 1).map(({ outcome }) => outcome)],
      [[['unchanged', '101', 'The customer already has these values.']], ['refused']],
    );
  });

  it('a response to a write that arrives a byte at a time and never ends → the time limit ends it, and the record decides', async () => {
    const id = await plan('id', cities('Nagpur'));
    const origin = await drip();
    const client: Pick<typeof box.client, 'send'> = {
      send: (operation, body, ...more) => {
        if (operation === 'get') return box.client.send(operation, body, ...more);
        box.calls.push({ isWrite: true, body });
        setCity(101, 'Nagpur');
        return box.client.send(operation, body, targetOf(origin, { timeoutSeconds: 1 }));
      },
    };
    const { end } = await applyPlan(id, options({ client }));
    assert.deepEqual([end, rows(id), writes()], ['finished', [['done', '101']], 1]);
  });

  it('a write that times out and is stored a while later → believed only after the timeout, so the row is done', async () => {
    const id = await plan('id', cities('Nagpur'));
    let reads = 0;
    box.before = ({ isWrite }) => {
      if (!isWrite && writes() && ++reads === 2) setCity(101, 'Nagpur');
    };
    const client: Pick<typeof box.client, 'send'> = {
      send: async (operation, ...more) => {
        if (operation === 'get') return box.client.send(operation, ...more);
        box.calls.push({ isWrite: true, body: more[0] });
        mock.timers.tick(400);
        throw Object.assign(new KaptureError('timeout', 'localhost', '0.4 s'), { wasSent: true });
      },
    };
    stopClock();
    await applyPlan(id, options({ client }));
    assert.deepEqual([rows(id).map(([state]) => state), writes()], [['done'], 1]);
  });

  for (const [code, field] of [
    ['12345678901234567890', 'customer_code'],
    ['1.50', 'customer_code'],
    ['9845000009', 'phone'],
  ] as const)
    it(`a ${field} that is the number ${code}, in an add that is stored without a response → found by its digits`, async () => {
      const dialect = 'array';
      const identity = field === 'phone' ? 'phone' : 'code';
      const fields = new Map([
        ['customer_name', '"New"'],
        ['phone', '"9845000010"'],
        ['email_id', '"new@example.com"'],
        [field, code],
      ]);
      const id = await plan(identity, [rowOf(1, code, {}, { fields })], { dialect });
      const client: Pick<typeof box.client, 'send'> = {
        send: (operation, ...more) => {
          if (operation === 'get') return box.client.send(operation, ...more);
          box.store.add((next) => customer(next, { name: 'New', [identity]: code }));
          throw Object.assign(new KaptureError('timeout', 'localhost', '0.4 s'), { wasSent: true });
        },
      };
      await applyPlan(id, options({ client }, { dialect }));
      assert.deepEqual(rows(id), [['done', String(box.store.find(identity, code)[0]?.id)]]);
    });

  it('the outcome cannot be read → the row stays unknown, and resuming resolves it', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    box.fault = ({ isWrite, body }) => {
      if (!body.includes('101')) return undefined;
      if (isWrite) return { fault: 'broken' };
      return writes() ? { fault: '500' } : undefined;
    };
    const outcome = await applyPlan(id, options());
    assert.deepEqual(
      rows(id).map(([state]) => state),
      ['unknown', 'done'],
    );
    assert.deepEqual([outcome.counts.rows.unknown, store.plan(id)?.status], [1, 'stopped']);
    box.fault = () => undefined;
    const asked: RunConfirmation[] = [];
    const confirm = (confirmation: RunConfirmation): Promise<boolean> => {
      asked.push(confirmation);
      return Promise.resolve(true);
    };
    await applyPlan(id, options({ confirm }));
    assert.deepEqual(
      rows(id).map(([state]) => state),
      ['done', 'done'],
    );
    assert.deepEqual([asked[0]?.unknown, asked[0]?.writes, writes()], [1, 1, 2]);
  });

  it('an unknown update whose record has a third value → stays unknown, with the reason', async () => {
    const id = await plan('id', cities('Nagpur'));
    box.fault = ({ isWrite }) => (isWrite ? { fault: 'broken' } : undefined);
    box.before = ({ isWrite }) => {
      if (!isWrite && writes()) setCity(101, 'Third');
    };
    await applyPlan(id, options());
    assert.deepEqual(rows(id), [
      [
        'unknown',
        '101',
        'Stored now: city: Third. This does not show whether the change was stored. Check customer 101.',
      ],
    ]);
  });

  it('an unknown add, and another customer has its phone → stays unknown, with the reason', async () => {
    const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
    box.fault = ({ isWrite }) => (isWrite ? { fault: '500' } : undefined);
    box.before = ({ isWrite }) => {
      if (!isWrite && writes() && !box.store.find('phone', '9845000009').length)
        box.store.add(() => customer(900, { name: 'Theirs', phone: '9845000009' }));
    };
    await applyPlan(id, options());
    assert.deepEqual(rows(id), [
      ['unknown', undefined, 'Customer 900 now has values of this row, but a different name. Check the customer.'],
    ]);
  });

  for (const refused of ['read', 'write'])
    it(`the key is refused for a ${refused} → the run stops with that row not sent, and resumes`, async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura'));
      box.fault = ({ isWrite }) => (isWrite === (refused === 'write') ? { fault: '401' } : undefined);
      const outcome = await applyPlan(id, options());
      assert.equal(outcome.end, 'stopped');
      assert.match(inEnglish(outcome.reason!), /rejected the auth key/);
      assert.deepEqual(
        rows(id).map(([state]) => state),
        ['update', 'update'],
      );
      box.fault = () => undefined;
      assert.equal((await applyPlan(id, options())).end, 'finished');
      assert.deepEqual([cityOf(101), cityOf(102)], ['Nagpur', 'Mathura']);
    });

  it('the database is busy after a response → its result is stored a little later', async () => {
    const id = await plan('id', cities('Nagpur'));
    let failures = 2;
    const endWrite = store.endWrite.bind(store);
    store.endWrite = (...end) => {
      if (failures-- > 0) throw Object.assign(new Error('database is locked'), { errcode: 5 });
      endWrite(...end);
    };
    const outcome = await applyPlan(id, options());
    assert.deepEqual([outcome.end, rows(id), writes()], ['finished', [['done', '101']], 1]);
  });

  it('a pause between requests → the record is read last, and its write follows at once', async () => {
    const id = await plan('id', [rowOf(1, '101', { phone: '9845000010' }), ...cities('', 'Mathura').slice(1)]);
    const pauseMs = 400;
    const calls: { readonly what: string; readonly at: number }[] = [];
    box.before = ({ isWrite, body }) => {
      const [field = ''] = /kapture_customer_id|phone/.exec(body) ?? [];
      calls.push({ what: isWrite ? 'write' : field, at: performance.now() });
    };
    await withSteppedPauses([pauseMs, 2 * pauseMs], () => applyPlan(id, options({}, { pauseMs })));
    const gaps = calls.map(({ what, at }, index) => `${what} ${(at - (calls[index - 1]?.at ?? 0)) / pauseMs}`);
    assert.deepEqual(gaps.slice(1), ['kapture_customer_id 1', 'write 0', 'kapture_customer_id 2', 'write 0']);
    assert.equal(calls[0]?.what, 'phone');
  });

  for (const [what, change, state] of [
    ['nothing', {}, 'done'],
    ['its code', { code: 'A-9' }, 'conflict'],
  ] as const)
    it(`another user changes ${what} while the code is looked up → ${state}`, async () => {
      const dialect = 'array';
      const id = await plan('code', [rowOf(1, 'A-1', { city: 'Nagpur', email_id: 'asha@example.com' })], { dialect });
      let reads = 0;
      box.before = () => {
        if (++reads === 3) box.store.update({ ...box.store.find('id', '101')[0]!, ...change });
      };
      await applyPlan(id, options({}, { dialect }));
      assert.deepEqual(
        rows(id).map(([end]) => end),
        [state],
      );
    });

  /** Changes the journal as if the process had ended this long after it sent a row. */
  const interrupt = (id: number, agoMs: number): void => {
    const database = new DatabaseSync(files.path);
    database.exec(`UPDATE plan_row SET state = 'sending' WHERE plan = ${id} AND row = 1`);
    const journal = database.prepare('INSERT INTO journal (plan, row, sent_at, before, after) VALUES (?, 1, ?, ?, ?)');
    const { write } = store.row(id, 1)!;
    const [before, after] =
      write === 'add'
        ? [
            [],
            [
              ['customer_name', '"New"'],
              ['phone', '"9845000009"'],
            ],
          ]
        : [[['city', '"Pune"']], [['city', '"Nagpur"']]];
    journal.run(id, Date.now() - agoMs, JSON.stringify(before), JSON.stringify(after));
    database.close();
  };

  it('an interrupted update that was not stored → it is sent again when resumed soon', async () => {
    const id = await plan('id', cities('Nagpur'));
    stopClock();
    interrupt(id, 1000);
    await applyPlan(id, options({ settleMs: 1200 }));
    assert.deepEqual([rows(id), cityOf(101), writes()], [[['done', '101']], 'Nagpur', 1]);
  });

  it('an interrupted update that is stored after its record did not show it → done by that write, and the revert has it', async () => {
    const id = await plan('id', cities('Nagpur'));
    stopClock();
    interrupt(id, 1000);
    storeLate(id, () => {
      mock.timers.tick(1200);
      setCity(101, 'Nagpur');
    });
    const { end } = await applyPlan(id, options({ settleMs: 1200 }));
    assert.deepEqual([end, rows(id), writes()], ['finished', [['done', '101']], 0]);
    const revert = (await findRevertPlan(store, id)).id;
    assert.deepEqual(store.row(revert, 1)?.changes, [{ field: 'city', from: '"Nagpur"', to: '"Pune"' }]);
  });

  it('an interrupted update that another user may have reverted since → conflict, and it is not sent again', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    interrupt(id, 1000);
    const { end } = await applyPlan(id, options({ settleMs: 900 }));
    const reason =
      'The run was interrupted during this row, and the record has the earlier values. Another user may have reverted the change since, so the row was not sent again.';
    assert.deepEqual(
      [end, rows(id), cityOf(101), writes()],
      [
        'finished',
        [
          ['conflict', '101', reason],
          ['done', '102'],
        ],
        'Pune',
        1,
      ],
    );
  });

  it('an interrupted add that was not stored → failed, and not sent again', async () => {
    const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
    interrupt(id, 1000);
    await applyPlan(id, options());
    assert.deepEqual([rows(id).map((row) => row.slice(0, 1)), writes()], [[['failed']], 0]);
  });

  it('a row interrupted more recently than the timeout → its record is not believed yet', async () => {
    const id = await plan('id', cities('Nagpur'));
    interrupt(id, 20_000);
    const signal = AbortSignal.timeout(400);
    const target = box.target({ timeoutSeconds: 60 });
    const confirm = () => Promise.resolve(true);
    const outcome = await applyPlan(id, { store, client: box.client, target, confirm, signal });
    assert.deepEqual([outcome.end, rows(id), writes()], ['canceled', [['sending', '101']], 0]);
  });

  it('several rows in a row fail → the run stops', async () => {
    const id = await plan('id', cities('A', 'B', 'C'));
    box.fault = ({ isWrite }) => (isWrite ? { fault: '500' } : undefined);
    const outcome = await applyPlan(id, options({ maxFailuresInRow: 2 }));
    assert.deepEqual([outcome.end, writes()], ['stopped', 2]);
    assert.match(inEnglish(outcome.reason!), /consecutive failures \(2\)\./);
    assert.deepEqual(
      rows(id).map(([state]) => state),
      ['unknown', 'unknown', 'update'],
    );
  });

  for (const what of ['a conflict', 'a record that cannot be used'] as const)
    it(`rows fail, with ${what} between them → they are not in a row, so the run continues`, async () => {
      const id = await plan('id', cities('A', 'B', 'C'));
      box.fault = ({ isWrite }) => (isWrite ? { fault: '500' } : undefined);
      if (what === 'a conflict') setCity(102, 'Delhi');
      else
        box.instead = ({ isWrite, body }) =>
          !isWrite && body.includes('102')
            ? '{"Customer Details": {"id": 101, "name": "Asha"}, "status": "success"}'
            : undefined;
      const { counts } = await applyPlan(id, options({ maxFailuresInRow: 2 }));
      // A run that continues to its end reads unknown rows.
      assert.deepEqual([writes(), counts.rows.failed, counts.rows.unknown], [2, 2, 0]);
    });

  it('ten records in a row that cannot be used → their rows are not sent, and the run continues', async () => {
    const many = Array.from({ length: 12 }, (_, index) => customer(201 + index, { name: `C ${index}`, city: 'Pune' }));
    for (const one of many) box.store.add(() => one);
    const id = await plan(
      'id',
      many.map((one, index) => rowOf(index + 1, String(one.id), { city: 'Goa' })),
    );
    const other = `[{"kapture_customer_id":"101"}]`;
    const client: Pick<typeof box.client, 'send'> = {
      send: (operation, body, ...more) =>
        box.client.send(operation, operation === 'get' && !body.includes('212') ? other : body, ...more),
    };
    const outcome = await applyPlan(id, options({ client }));
    assert.deepEqual(
      [outcome.end, outcome.reason && inEnglish(outcome.reason), writes(), cityOf(212)],
      ['stopped', 'The run stopped because 11 rows could not be sent. Resume the run to try again.', 1, 'Goa'],
    );
  });

  for (const [what, body] of [
    ['an empty body', ''],
    ['a page', '<html>Please wait</html>'],
    ['a status that is not a success', '{"status": "pending"}'],
    ['an object without a status', '{"message": "Queued"}'],
    ['half of a success', '{"status": "succ'],
  ] as const)
    it(`HTTP 200 with ${what} → not done by the response, and read back at the end`, async () => {
      const id = await plan('id', cities('Nagpur'));
      let states: string[] = [];
      let isWritten = false;
      box.instead = ({ isWrite }) => {
        if (isWrite) isWritten = true;
        else if (isWritten) states = store.rows({ plan: id, limit: 1 }).map(({ state }) => state);
        return isWrite ? body : undefined;
      };
      const outcome = await applyPlan(id, options());
      assert.deepEqual(
        [states, outcome.counts.rows.done, outcome.counts.rows.failed, cityOf(101), writes()],
        [['unknown'], 0, 1, 'Pune', 1],
      );
    });

  it('a success that names a different customer → the run stops, and a resume writes the others without asking about that row', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura', 'Panaji'));
    box.instead = ({ isWrite, body }) =>
      isWrite && body.includes('102')
        ? '{"status": "success", "message": "Updated", "kapture_customer_id": 103}'
        : undefined;
    const unknown = ['other-customer', '102', 'The response names a different customer: 103. Check both customers.'];
    const seen: PlanProgress[] = [];
    const stopped = await applyPlan(id, options({ onProgress: (progress) => seen.push(progress) }));
    assert.deepEqual(
      [stopped.end, stopped.reason && inEnglish(stopped.reason), seen.at(-1)?.unknown],
      ['stopped', 'The run stopped at row 2. The response names a different customer: 103. Check both customers.', 1],
    );
    assert.deepEqual([rows(id), writes()], [[['done', '101'], unknown, ['update', '103']], 2]);
    const asked: number[][] = [];
    const confirm = (confirmation: RunConfirmation): Promise<boolean> => {
      asked.push([confirmation.writes, confirmation.unknown]);
      return Promise.resolve(true);
    };
    for (let run = 0; run < 2; run++) {
      const { end, counts } = await applyPlan(id, options({ confirm }));
      assert.deepEqual([end, rows(id), writes()], ['finished', [['done', '101'], unknown, ['done', '103']], 3]);
      assert.deepEqual(
        [counts.rows.unknown, counts.rows['other-customer'], store.plan(id)?.status],
        [0, 1, 'finished'],
      );
    }
    // The second run has nothing to send or to read.
    assert.deepEqual(asked, [[1, 0]]);
    // Resuming the run would not decide that row.
    assert.deepEqual(store.stored(), { plans: 1, unknown: 0, otherCustomer: 1 });
    const { notReverted } = store.counts((await findRevertPlan(store, id)).id);
    assert.deepEqual(notReverted, { fields: 0, customers: 0, unknown: 0, otherCustomer: 1 });
  });

  it('a record cannot be read → its row is not sent, and resuming sends it', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    box.fault = ({ isWrite, body }) => (!isWrite && body.includes('101') ? { fault: 'html' } : undefined);
    const outcome = await applyPlan(id, options());
    assert.deepEqual(
      [outcome.end, outcome.reason && inEnglish(outcome.reason), cityOf(101), cityOf(102)],
      ['stopped', 'The run stopped because 1 row could not be sent. Resume the run to try again.', 'Pune', 'Mathura'],
    );
    box.fault = () => undefined;
    assert.equal((await applyPlan(id, options())).end, 'finished');
    assert.equal(cityOf(101), 'Nagpur');
  });

  it('a rate limit with Retry-After → the run waits, and no row fails', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    let limits = 2;
    box.fault = ({ isWrite }) => (isWrite && limits-- > 0 ? { fault: '429', seconds: 1 } : undefined);
    const calls: { readonly isWrite: boolean; readonly at: number }[] = [];
    box.before = ({ isWrite }) => {
      calls.push({ isWrite, at: performance.now() });
    };
    const seen: PlanProgress[] = [];
    const outcome = await applyPlan(id, options({ onProgress: (progress) => seen.push(progress) }));
    assert.deepEqual([outcome.end, outcome.counts.rows.done], ['finished', 2]);
    assert.ok(seen.some(({ phase }) => phase === 'waiting'));
    assert.equal(seen.at(-1)?.done, 2);
    // Without the header, the wait would be half a second. A timer can end a little early.
    const limited = calls.findIndex(({ isWrite }) => isWrite);
    assert.ok(calls[limited + 1]!.at - calls[limited]!.at > 950);
    assert.deepEqual(
      store.journal(id, 1).map(({ status, outcome: end }) => [status, end]),
      [
        [429, 'not-stored'],
        [429, 'not-stored'],
        [200, 'done'],
      ],
    );
  });

  it('progress of a run that is resumed → all rows of both runs, the rate and the time left', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura', 'Panaji'));
    const stop = new AbortController();
    box.before = ({ isWrite }) => {
      if (isWrite) stop.abort();
    };
    await applyPlan(id, options({ signal: stop.signal }));
    box.before = () => undefined;
    const seen: PlanProgress[] = [];
    await applyPlan(id, options({ onProgress: (progress) => seen.push(progress) }));
    const last = seen.at(-1)!;
    assert.deepEqual([last.done, last.total], [3, 3]);
  });

  for (const limited of ['read', 'write'] as const)
    it(`a Retry-After of an hour for a ${limited} → the run stops without another request, and resumes`, async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura'));
      box.fault = ({ isWrite }) => (isWrite === (limited === 'write') ? { fault: '429', seconds: 3600 } : undefined);
      box.calls.length = 0;
      const outcome = await applyPlan(id, options());
      assert.deepEqual(
        [outcome.end, outcome.reason && inEnglish(outcome.reason), store.plan(id)?.status, box.calls.length],
        [
          'stopped',
          'The server requires a wait of 60 minutes before the next request. Resume after that.',
          'stopped',
          limited === 'read' ? 1 : 2,
        ],
      );
      box.fault = () => undefined;
      assert.equal((await applyPlan(id, options())).end, 'finished');
      assert.deepEqual([cityOf(101), cityOf(102)], ['Nagpur', 'Mathura']);
    });

  it('canceled → ends after the write in progress was answered, and resumes', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura', 'Panaji'));
    const stop = new AbortController();
    box.before = ({ isWrite }) => {
      if (isWrite) stop.abort();
    };
    const outcome = await applyPlan(id, options({ signal: stop.signal }));
    assert.deepEqual(
      [outcome.end, store.plan(id)?.status, ...rows(id).map(([state]) => state)],
      ['canceled', 'stopped', 'done', 'update', 'update'],
    );
    assert.equal((await applyPlan(id, options())).end, 'finished');
    assert.equal(writes(), 3);
  });

  for (const [when, isTime] of [
    ['after a row', (isWrite: boolean) => isWrite && writes() === 1],
    ['while the next record is read', (isWrite: boolean) => !isWrite && writes() === 1],
  ] as const)
    it(`a reason to stop ${when} → nothing more is sent, and the run can be resumed`, async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura', 'Margao'));
      let isChanged = false;
      box.before = ({ isWrite }) => {
        isChanged ||= isTime(isWrite);
      };
      const reasonToStop = (): Problem | undefined => (isChanged ? problem('The connection was changed.') : undefined);
      const { end, reason } = await applyPlan(id, options({ reasonToStop }));
      assert.deepEqual([end, reason && inEnglish(reason), writes()], ['stopped', 'The connection was changed.', 1]);
      assert.deepEqual(
        [rows(id).map(([state]) => state), store.plan(id)?.status],
        [['done', 'update', 'update'], 'stopped'],
      );
      assert.deepEqual([(await applyPlan(id, options())).end, writes()], ['finished', 3]);
    });

  it('declined → nothing is sent', async () => {
    const id = await plan('id', cities('Nagpur'));
    const outcome = await applyPlan(id, options({ confirm: () => Promise.resolve(false) }));
    assert.deepEqual([outcome.end, writes(), store.plan(id)?.status], ['declined', 0, 'ready']);
  });

  it('production → one confirmation with the numbers, and every write is confirmed by it', async () => {
    const production = { role: 'production' as const };
    const id = await plan(
      'phone',
      [
        rowOf(1, '9845000001', { city: 'Nagpur' }),
        rowOf(2, '9845000009', { customer_name: 'New', phone: '9845000009' }),
      ],
      production,
    );
    const asked: RunConfirmation[] = [];
    const outcome = await applyPlan(
      id,
      options(
        {
          confirm: (confirmation) => {
            asked.push(confirmation);
            return Promise.resolve(true);
          },
        },
        production,
      ),
    );
    assert.deepEqual([outcome.end, outcome.counts.rows.done], ['finished', 2]);
    assert.deepEqual(
      asked.map(({ adds, updates, writes: count, host, connection }) => [adds, updates, count, host, connection.role]),
      [[1, 1, 2, new URL(box.url).host, 'production']],
    );
  });

  for (const [what, second, expected] of [
    ['the same change', { city: 'Nagpur' }, { field: 'city', to: '"Nagpur"' }],
    ['another value', { city: 'Goa' }, undefined],
    ['another field', { state: 'Goa' }, undefined],
    ['one more field', { city: 'Nagpur', state: 'Goa' }, undefined],
  ] as const)
    it(`two updates, the second with ${what} → the confirmation ${expected ? 'names it' : 'names none'}`, async () => {
      const rowsToWrite = [{ city: 'Nagpur' }, second, { city: 'Nagpur' }].map((values, index) =>
        rowOf(index + 1, String(101 + index), values),
      );
      const id = await plan('id', rowsToWrite);
      let asked: RunConfirmation | undefined;
      const confirm = (confirmation: RunConfirmation): Promise<boolean> => {
        asked = confirmation;
        return Promise.resolve(false);
      };
      await applyPlan(id, options({ confirm }));
      assert.deepEqual([asked?.writes, asked?.onlyChange], [3, expected]);
    });

  it('a read-only connection → nothing is sent', async () => {
    const id = await plan('id', cities('Nagpur'), { readOnly: true });
    await assert.rejects(applyPlan(id, options({}, { readOnly: true })), (error) =>
      KaptureError.is(error, 'read-only'),
    );
  });

  it('another process applies the plan → busy; after it has ended, the run continues', async () => {
    const id = await plan('id', cities('Nagpur'));
    const other = { token: 'other', pid: process.ppid, host: hostname() };
    store.acquire(id, other);
    await assert.rejects(applyPlan(id, options()), (error) => PlanError.is(error, 'busy'));
    assert.throws(
      () => store.include({ plan: id }, false),
      (error) => PlanError.is(error, 'busy'),
    );
    assert.throws(
      () => store.remove(id),
      (error) => PlanError.is(error, 'busy'),
    );
    store.release(id, 'other');
    // No process has this ID.
    store.acquire(id, { ...other, pid: 2 ** 30 });
    assert.equal((await applyPlan(id, options())).end, 'finished');
  });

  it('another process resumes the plan while this one is suspended → this one writes nothing more', async () => {
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    let token = '';
    const acquire = store.acquire.bind(store);
    store.acquire = (one, owner) => acquire(one, { ...owner, token: (token = owner.token) });
    box.before = ({ isWrite }) => {
      if (!isWrite) return;
      // The plan is released, as if this process had been silent for too long.
      store.release(id, token);
      acquire(id, { token: 'other', pid: process.ppid, host: hostname() });
    };
    await assert.rejects(applyPlan(id, options()), (error) => PlanError.is(error, 'lost'));
    assert.deepEqual([writes(), ...rows(id).map(([state]) => state)], [1, 'sending', 'update']);
  });

  it('a database that another program locks → a StoreError, and nothing is sent', async function () {
    this.timeout(15_000);
    const id = await plan('id', cities('Nagpur'));
    const other = new DatabaseSync(files.path);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(applyPlan(id, options()), (error) => StoreError.is(error, 'busy'));
    other.close();
    assert.equal(writes(), 0);
  });

  it('a row whose lookup failed → the other rows are sent; it can be looked up and sent later', async () => {
    box.fault = ({ body }) => (body.includes('102') ? { fault: '500' } : undefined);
    const id = await plan('id', cities('Nagpur', 'Mathura'));
    assert.equal((await applyPlan(id, options())).end, 'finished');
    assert.deepEqual([cityOf(101), cityOf(102)], ['Nagpur', 'Agra']);
    box.fault = () => undefined;
    await resumePlan(id, undefined, { store, client: box.client, target: box.target() });
    assert.equal(store.plan(id)?.status, 'stopped');
    assert.equal((await applyPlan(id, options())).end, 'finished');
    assert.deepEqual([cityOf(102), writes()], ['Mathura', 2]);
  });

  it('a plan that was interrupted → not ready', async () => {
    const stop = new AbortController();
    box.before = () => stop.abort();
    const target = box.target();
    const interrupted = { store, client: box.client, target, signal: stop.signal };
    await assert.rejects(createPlan(planOf(target, 'id'), cities('Nagpur', 'Mathura'), interrupted), (error) =>
      PlanError.is(error, 'canceled'),
    );
    const [head] = store.plans();
    await assert.rejects(applyPlan(head!.id, options()), (error) => PlanError.is(error, 'not-ready'));
  });

  describe('revertPlan', () => {
    it('updates and adds → the previous values, and a reason why added customers stay', async () => {
      const id = await plan('phone', [
        rowOf(1, '9845000001', { city: 'Nagpur' }),
        rowOf(2, '9845000002', { city: 'Mathura' }),
        rowOf(3, '9845000009', { customer_name: 'New', phone: '9845000009' }),
      ]);
      await applyPlan(id, options());
      setCity(102, 'Changed');
      const revert = (await findRevertPlan(store, id)).id;
      assert.deepEqual(
        rows(revert).map(([kind]) => kind),
        ['update', 'update', 'cannot-be-reverted'],
      );
      const kept = store.row(revert, 3)!;
      const added = box.store.find('phone', '9845000009')[0]!;
      assert.deepEqual([kept.customerName, kept.customerId], ['New', String(added.id)]);
      assert.equal(store.plan(revert)?.revertOf, id);
      const outcome = await applyPlan(revert, options());
      assert.equal(outcome.end, 'finished');
      assert.deepEqual(
        [cityOf(101), cityOf(102), ...rows(revert).map(([state]) => state)],
        ['Pune', 'Changed', 'done', 'conflict', 'cannot-be-reverted'],
      );
      const reason = reasonsOf(store.row(revert, 2)!);
      assert.equal(reason, 'Stored now: city: Changed. This has changed since the run, so the row was not reverted.');
      // A customer that cannot be deleted does not count as a row to correct.
      const corrected = [];
      for await (const line of failuresCsv(store, revert)) corrected.push(line);
      assert.equal(corrected.length, 2);
    });

    it('a run that changed names → the new names; another dialect → the run cannot be reverted', async () => {
      const id = await plan('id', [rowOf(1, '101', { customer_name: 'Asha Rao' })]);
      await applyPlan(id, options());
      const revert = (await findRevertPlan(store, id)).id;
      assert.equal(store.row(revert, 1)!.customerName, 'Asha Rao');
      const { target } = options({}, { dialect: 'nested' });
      await assert.rejects(applyPlan(revert, options({ target })), /has changed, so the run cannot be reverted/);
    });

    it('customers that the run renamed or added → with the names that they have now', async () => {
      const id = await plan('phone', [
        rowOf(1, '9845000001', { customer_name: 'Asha Rao' }),
        rowOf(2, '9845000009', { customer_name: 'New', phone: '9845000009' }),
      ]);
      await applyPlan(id, options());
      const names = store
        .rows({ plan: (await findRevertPlan(store, id)).id, limit: 2 })
        .map(({ customerName }) => customerName);
      assert.deepEqual(names, ['Asha Rao', 'New']);
    });

    it('a previous value that is unknown → counted before and after the run, and named in the row', async () => {
      const id = await plan('phone', [rowOf(1, '9845000001', { city: 'Nagpur', own_field: 'x' })]);
      await applyPlan(id, options());
      assert.deepEqual([store.counts(id).updated, store.counts(id).notReverted.fields], [1, 0]);
      const revert = (await findRevertPlan(store, id)).id;
      const expected = { fields: 1, customers: 1, unknown: 0, otherCustomer: 0 };
      assert.deepEqual(store.counts(revert).notReverted, expected);
      const { counts } = await applyPlan(revert, options());
      assert.deepEqual([counts.notReverted, counts.rows['partly-done'], cityOf(101)], [expected, 1, 'Pune']);
      assert.deepEqual(
        reasonsOf(store.row(revert, 1)!),
        'own_field: The previous value is unknown, so it is not reverted.',
      );
    });

    it('a previous value that could not be decoded → unknown, also in the confirmation, and not written back', async () => {
      setCity(101, 'Ja\uFFFDn');
      const id = await plan('phone', [rowOf(1, '9845000001', { city: 'Nagpur', state: 'MP' })]);
      const asked: unknown[] = [];
      const confirm = (confirmation: RunConfirmation): Promise<boolean> =>
        Promise.resolve(asked.push(confirmation.irreversible) > 0);
      await applyPlan(id, options({ confirm }));
      assert.deepEqual(asked, [{ fields: 1, customers: 1 }]);
      assert.equal(store.counts(id).updated, 1);
      const revert = (await findRevertPlan(store, id)).id;
      assert.deepEqual(store.row(revert, 1)!.changes, [{ field: 'state', from: '"MP"', to: '"MH"' }]);
      assert.equal(store.counts(revert).notReverted.fields, 1);
    });

    it('updates with an unknown result → counted by the plan that reverts the others, until they are resolved', async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura'));
      box.fault = ({ isWrite, body }) => {
        if (!body.includes('101')) return undefined;
        if (isWrite) return { fault: 'broken' };
        return writes() ? { fault: '500' } : undefined;
      };
      await applyPlan(id, options());
      box.fault = () => undefined;
      const { id: partial } = await findRevertPlan(store, id);
      const { rows: planned, notReverted } = store.counts(partial);
      assert.deepEqual([planned.update, notReverted], [1, { fields: 0, customers: 0, unknown: 1, otherCustomer: 0 }]);
      await applyPlan(id, options());
      const found = await findRevertPlan(store, id);
      assert.deepEqual([found.outdated, store.counts(found.id).rows.update], [partial, 2]);
      assert.equal(store.counts(found.id).notReverted.unknown, 0);
    });

    it('a row that another user has written already → unchanged, and the same plan reverts the others', async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura'));
      setCity(101, 'Nagpur');
      const seen: PlanProgress[] = [];
      const { counts } = await applyPlan(id, options({ onProgress: (progress) => seen.push(progress) }));
      assert.deepEqual([counts.rows.unchanged, counts.rows.done, counts.updated, writes()], [1, 1, 1, 1]);
      const { done, settled, total } = seen.at(-1)!;
      assert.deepEqual([done, settled, total, store.plan(id)?.status], [1, 2, 2, 'finished']);
      const outcomes = [];
      for await (const line of resultCsv(store, id)) outcomes.push(line.split(',')[3]);
      assert.deepEqual(outcomes, ['outcome', 'unchanged', 'updated']);
      const first = await findRevertPlan(store, id);
      assert.deepEqual(await findRevertPlan(store, id), first);
      assert.deepEqual([first.outdated, store.plan(first.id)?.rows], [undefined, 1]);
    });

    it('a revert that was stopped → the same plan; after more rows were written, a new one', async () => {
      const id = await plan('id', cities('Nagpur', 'Mathura', 'Panaji'));
      const stop = new AbortController();
      box.before = ({ isWrite, body }) => {
        if (isWrite && body.includes('102')) stop.abort();
      };
      await applyPlan(id, options({ signal: stop.signal }));
      const { id: revert } = await findRevertPlan(store, id);
      box.fault = ({ isWrite }) => (isWrite ? { fault: '401' } : undefined);
      await applyPlan(revert, options());
      box.fault = () => undefined;
      assert.deepEqual([store.plan(revert)?.status, await findRevertPlan(store, id)], ['stopped', { id: revert }]);
      await applyPlan(id, options());
      const { id: next, outdated } = await findRevertPlan(store, id);
      assert.deepEqual([outdated, store.plan(next)?.rows], [revert, 3]);
    });

    it('a run that only added customers → no update to revert', async () => {
      const id = await plan('phone', [rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' })]);
      await applyPlan(id, options());
      assert.equal(store.counts(id).updated, 0);
    });

    it('a previous value that contained the auth key → unknown, and its redacted text is not written', async () => {
      setCity(101, `token ${box.target().key}`);
      const id = await plan('phone', [rowOf(1, '9845000001', { city: 'Nagpur' })]);
      const asked: unknown[] = [];
      const confirm = (confirmation: RunConfirmation): Promise<boolean> =>
        Promise.resolve(asked.push(confirmation.irreversible) > 0);
      await applyPlan(id, options({ confirm }));
      assert.deepEqual(asked, [{ fields: 1, customers: 1 }]);
      const revert = (await findRevertPlan(store, id)).id;
      assert.deepEqual([store.row(revert, 1)!.state, store.counts(revert).notReverted.fields], ['invalid', 1]);
      await applyPlan(revert, options());
      assert.equal(cityOf(101), 'Nagpur');
    });
  });
});
