import assert from 'node:assert/strict';
import { PlanError } from '../../../../../src/kapture/bulk/plans/plan.ts';
import { applyPlan } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { resumePlan, createPlan } from '../../../../../src/kapture/bulk/planning/createPlan.ts';
import type { PlanProgress } from '../../../../../src/kapture/bulk/planProgress.ts';
import type { PlanRow, RowInput, RowReason } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import type { Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import { inEnglish, problem } from '../../../../../src/kapture/problem/problem.ts';
import type { Connection } from '../../../../../src/kapture/connection/connection.ts';
import { customer, forEachTest, planOf, reasonsOf, rowOf, type BulkSandbox } from '../support.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', email: 'asha@example.com', code: 'A-1', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', email: 'ravi@example.com', code: 'B-2', city: 'Agra' }),
  customer(103, { name: 'Twin', phone: '9845000003', email: 't3@example.com', code: 'TWIN', city: 'Goa' }),
  customer(104, { name: 'Twin', phone: '9845000004', email: 't4@example.com', code: 'TWIN', city: 'Goa' }),
  customer(105, { name: 'Hidden', phone: '9845000005', email: 'h@example.com', code: 'H-5', phoneMasked: true }),
  customer(106, { name: 'Mail', phone: '9845000006', code: 'M-6' }),
];

/** A row's outcome in a comparable form. */
function brief({ state, customerId, changes, reasons }: PlanRow): readonly unknown[] {
  const changed = changes.map(({ field, from, to }) => `${field}: ${from ?? '?'} → ${to}`);
  return [state, customerId, ...changed, ...reasons.map(({ problem: found }) => inEnglish(found))];
}

const maskedPhone = { column: 'Phone', field: 'phone', from: '98****0001', to: '', why: problem('Masked.') };

/** A cell whose value cannot be written. */
const badCell = (field: string, text: string): RowReason => ({
  ...{ column: field, field, text },
  problem: { sentence: 'Not valid.', values: [] },
});

describe('createPlan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    store = opened.store;
  });

  async function plan(
    identifier: Identifier,
    rows: readonly RowInput[],
    settings: Partial<Connection> = {},
  ): Promise<readonly (readonly unknown[])[]> {
    const target = box.target(settings);
    const id = await createPlan(planOf(target, identifier), rows, { store, client: box.client, target });
    return store.rows({ plan: id, limit: 1000 }).map(brief);
  }

  const kinds: readonly (readonly [
    what: string,
    identifier: Identifier,
    row: RowInput,
    outcome: readonly unknown[],
    settings?: Partial<Connection>,
  ])[] = [
    ['another value → update', 'id', rowOf(1, '101', { city: 'Goa' }), ['update', '101', 'city: "Pune" → "Goa"']],
    ['the same value → unchanged', 'id', rowOf(1, '101', { city: 'Pune' }), ['unchanged', '101']],
    [
      'an ID that does not exist → invalid',
      'id',
      rowOf(1, '999', { city: 'Goa' }),
      ['invalid', undefined, 'No customer has this ID.'],
    ],
    [
      'a value that could not be written, as it is stored, and another city → update of the city',
      'id',
      rowOf(1, '101', { city: 'Goa' }, { invalidCells: [badCell('phone', '9845000001')] }),
      ['update', '101', 'city: "Pune" → "Goa"'],
    ],
    [
      'a value that cannot be written and differs → invalid',
      'id',
      rowOf(1, '101', { city: 'Goa' }, { invalidCells: [badCell('phone', '12345')] }),
      ['invalid', '101', 'Not valid.'],
    ],
    [
      'a value that cannot be written, and no such customer → invalid',
      'email',
      rowOf(1, 'n@example.com', { customer_name: 'New' }, { invalidCells: [badCell('phone', '12345')] }),
      ['invalid', undefined, 'Not valid.'],
    ],
    ['no ID → add', 'id', rowOf(1, '', { customer_name: 'New', phone: '9845000009' }), ['add', undefined]],
    [
      'a phone of a customer → update, and the phone is not a change',
      'phone',
      rowOf(1, '9845000002', { phone: '+91 98450 00002', city: 'Goa' }),
      // The sandbox finds a phone only as it is stored.
      ['update', '102', 'city: "Agra" → "Goa"'],
    ],
    [
      'a phone that no customer has → add',
      'phone',
      rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009', city: 'Goa' }),
      ['add', undefined],
    ],
    [
      'an email in other case → update',
      'email',
      rowOf(1, 'Asha@Example.com', { email_id: 'Asha@Example.com', city: 'Goa' }),
      ['update', '101', 'city: "Pune" → "Goa"'],
    ],
    ['a code → update', 'code', rowOf(1, 'A-1', { city: 'Goa' }), ['update', '101', 'city: "Pune" → "Goa"']],
    [
      'a code of several customers → ambiguous',
      'code',
      rowOf(1, 'TWIN', { city: 'Goa' }),
      ['ambiguous', undefined, 'Several customers have this value.'],
    ],
    [
      'a code that no customer has, in a dialect that cannot store it → invalid',
      'code',
      rowOf(1, 'Z-9', { customer_name: 'New', phone: '9845000009' }),
      ['invalid', undefined, 'No customer has this code, and the flat dialect cannot add a customer with a code.'],
    ],
    [
      'a code that no customer has, in a dialect that stores it → add',
      'code',
      rowOf(1, 'Z-9', { customer_name: 'New', phone: '9845000009', customer_code: 'Z-9' }),
      ['add', undefined],
      { dialect: 'array' },
    ],
    [
      'an update to a phone of another customer → taken, with the owner',
      'id',
      rowOf(1, '101', { phone: '9845000002' }),
      ['in-use', '101', 'The phone number 9845000002 belongs to Ravi (customer 102).'],
    ],
    [
      'an add with the email of a customer → taken',
      'phone',
      rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009', email_id: 'ravi@example.com' }),
      ['in-use', undefined, 'The email address ravi@example.com belongs to Ravi (customer 102).'],
    ],
    [
      'an add whose phone differs from its key → both are looked up',
      'phone',
      rowOf(1, '09845000002', { customer_name: 'New', phone: '9845000002' }),
      ['in-use', undefined, 'The phone number 9845000002 belongs to Ravi (customer 102).'],
    ],
    [
      'a masked phone, which may be the same → masked, and it is said',
      'id',
      rowOf(1, '105', { phone: '9845000005' }),
      ['masked', '105', 'Kapture masks these fields, so they are not sent: phone.'],
    ],
    [
      'a masked value in the file, and nothing else to change → masked',
      'id',
      rowOf(1, '101', {}, { repairs: [maskedPhone] }),
      ['masked', '101', 'It is unknown whether the customer has the masked or redacted value.'],
    ],
    [
      'a masked phone and another change → update of the other field alone',
      'id',
      rowOf(1, '105', { phone: '98****0005', city: 'Goa' }),
      ['update', '105', 'city: "" → "Goa"', 'Kapture masks these fields, so they are not sent: phone.'],
    ],
    [
      'a masked value in the file and another change → update of the other field alone',
      'id',
      rowOf(1, '101', { city: 'Goa' }, { repairs: [maskedPhone] }),
      [
        'update',
        '101',
        'city: "Pune" → "Goa"',
        'The cells of these fields are masked or redacted, so they are not sent: phone.',
      ],
    ],
    [
      'an add with a masked value in the file → invalid',
      'email',
      rowOf(1, 'new@example.com', { customer_name: 'New', email_id: 'new@example.com' }, { repairs: [maskedPhone] }),
      ['invalid', undefined, 'These values are masked or redacted, so the full values are unknown: phone.'],
    ],
    [
      'an add with a masked phone → invalid',
      'id',
      rowOf(1, '', { customer_name: 'New', phone: '98****0005' }),
      ['invalid', undefined, 'These values are masked or redacted, so the full values are unknown: phone.'],
    ],
    [
      'an add without a name → invalid, as Kapture says',
      'phone',
      rowOf(1, '9845000009', { phone: '9845000009' }),
      [
        'invalid',
        undefined,
        'No customer has this value, so the row would add a customer. Kapture rejects this row: Name and (Phone Number or Email Id) are required fields.',
      ],
    ],
    [
      'an update to a malformed phone → invalid',
      'id',
      rowOf(1, '101', { phone: '12345' }),
      [
        'invalid',
        '101',
        'Kapture rejects the value “12345”: Invalid phone number, number must contain 10 digits and must start from 6 or above.',
      ],
    ],
    [
      'a phone in a dialect without a rule for it → an update to any',
      'id',
      rowOf(1, '101', { phone: '12345' }),
      ['update', '101', 'phone: "9845000001" → "12345"'],
      { dialect: 'nested' },
    ],
    [
      'an add with a malformed date in a dialect with a format for it → invalid',
      'phone',
      rowOf(1, '9876500000', { customer_name: 'New', email_id: 'new@example.com', date_of_birth: '01/05/1990' }),
      ['invalid', undefined, 'date_of_birth: “01/05/1990” is not a date in the format YYYY-MM-DD.'],
      { dialect: 'array' },
    ],
    [
      'a field that the dialect does not have → invalid',
      'id',
      rowOf(1, '101', { gender: 'M' }),
      ['invalid', '101', 'The array dialect cannot write these fields: gender.'],
      { dialect: 'array' },
    ],
    [
      'a field that the dialect requires and only a contact has → invalid',
      'id',
      rowOf(1, '101', { city: 'Agra' }),
      [
        'invalid',
        '101',
        "The array dialect requires these fields, and this customer has them only in a contact: email_id. Add them to the row to make them the customer's own.",
      ],
      { dialect: 'array' },
    ],
    [
      "the same, and the row states the contact's value → a change, because it becomes the customer's own",
      'id',
      rowOf(1, '101', { city: 'Agra', email_id: 'asha@example.com' }),
      ['update', '101', 'city: "Pune" → "Agra"', 'email_id: ? → "asha@example.com"'],
      { dialect: 'array' },
    ],
    [
      'a field that the dialect requires and is blank in the contact → invalid',
      'id',
      rowOf(1, '106', { city: 'Agra' }),
      ['invalid', '106', 'The array dialect requires these fields, which this customer does not have: email_id.'],
      { dialect: 'array' },
    ],
    [
      'a dialect that updates by a code of several customers → invalid',
      'phone',
      rowOf(1, '9845000003', { city: 'Agra', email_id: 't3@example.com' }),
      ['invalid', '103', 'Several customers have the code TWIN, which identifies them in this dialect.'],
      { dialect: 'array' },
    ],
    [
      'a value that the dialect writes differently → compared by its meaning',
      'id',
      rowOf(1, '101', { gender: 'Male' }),
      ['update', '101', 'gender: "" → "M"'],
      { dialect: 'nested' },
    ],
  ];
  for (const [what, identifier, row, outcome, settings] of kinds)
    it(what, async () => {
      const [only] = await plan(identifier, [row], settings);
      assert.deepEqual(only, outcome);
    });

  it('a row with problems → invalid, and it is not looked up', async () => {
    const bad = rowOf(
      1,
      '101',
      { city: 'Goa' },
      {
        reasons: [{ column: 'Phone', problem: { sentence: 'Not a phone.', values: [] } }],
      },
    );
    assert.deepEqual(await plan('id', [bad]), [['invalid', undefined, 'Not a phone.']]);
    assert.equal(box.calls.length, 0);
  });

  const duplicates: readonly (readonly [
    what: string,
    Identifier,
    readonly RowInput[],
    readonly (string | readonly string[])[],
  ])[] = [
    [
      'the same ID',
      'id',
      [rowOf(1, '101', { city: 'A' }), rowOf(2, '102', { city: 'B' }), rowOf(3, ' 101', { city: 'C' })],
      ['update', 'update', ['duplicate', 'Row 1 has the same customer ID, 101.']],
    ],
    [
      'the same phone, written differently',
      'phone',
      [rowOf(1, '9845000001', { city: 'A' }), rowOf(2, '+91 98450-00001', { city: 'B' })],
      ['update', ['duplicate', 'Row 1 has the same phone number, +91 98450-00001.']],
    ],
    [
      'the same email in other case',
      'email',
      [rowOf(1, 'asha@example.com', { city: 'A' }), rowOf(2, 'ASHA@example.com', { city: 'B' })],
      ['update', ['duplicate', 'Row 1 has the same email address, ASHA@example.com.']],
    ],
    [
      'the same code',
      'code',
      [rowOf(1, 'A-1', { city: 'A' }), rowOf(2, 'A-1', { city: 'B' })],
      ['update', ['duplicate', 'Row 1 has the same customer code, A-1.']],
    ],
    [
      'two codes that the server does not distinguish → the same customer',
      'code',
      [rowOf(1, 'A-1', { city: 'A' }), rowOf(2, 'a-1', { city: 'B' })],
      ['update', ['duplicate', 'Row 1 changes the same customer, 101.']],
    ],
    [
      'a row that changes nothing, and one that changes its customer',
      'code',
      [rowOf(1, 'A-1', { city: 'Pune' }), rowOf(2, 'a-1', { city: 'B' })],
      ['unchanged', 'update'],
    ],
    [
      'a row with only a masked field, and one that changes its customer',
      'code',
      [rowOf(1, 'H-5', { phone: '9845000005' }), rowOf(2, 'h-5', { city: 'B' })],
      ['masked', 'update'],
    ],
    [
      'two adds with the same phone',
      'email',
      [
        rowOf(1, 'n1@example.com', { customer_name: 'N', phone: '9845000009', email_id: 'n1@example.com' }),
        rowOf(2, 'n2@example.com', { customer_name: 'N', phone: '9845000009', email_id: 'n2@example.com' }),
      ],
      ['add', ['duplicate', 'Row 1 has the same phone number, 9845000009.']],
    ],
    [
      'two adds with the same email',
      'phone',
      [
        rowOf(1, '9845000008', { customer_name: 'N', email_id: 'n@example.com' }),
        rowOf(2, '9845000009', { customer_name: 'N', email_id: 'N@example.com' }),
      ],
      ['add', ['duplicate', 'Row 1 has the same email address, n@example.com.']],
    ],
    [
      'rows without a key are not duplicates of each other',
      'id',
      [
        rowOf(1, '', { customer_name: 'N', phone: '9845000008' }),
        rowOf(2, '', { customer_name: 'N', phone: '9845000009' }),
      ],
      ['add', 'add'],
    ],
    [
      'a row with problems does not count',
      'id',
      [
        rowOf(1, '101', { city: 'A' }, { reasons: [{ problem: { sentence: 'Bad.', values: [] } }] }),
        rowOf(2, '101', { city: 'B' }),
      ],
      ['invalid', 'update'],
    ],
  ];
  for (const [what, identifier, rows, expected] of duplicates)
    it(`duplicates in the file: ${what} → ${expected.flat().join(', ')}`, async () => {
      const found = (await plan(identifier, rows)).map((row) =>
        row[0] === 'duplicate' ? [row[0], row.at(-1)] : row[0],
      );
      assert.deepEqual(found, expected);
    });

  for (const [what, identifier, rows] of [
    ['key', 'id', [rowOf(1, '101', { city: 'A' }), rowOf(2, '101', { city: 'B' })]],
    ['customer', 'code', [rowOf(1, 'A-1', { city: 'A' }), rowOf(2, 'a-1', { city: 'B' })]],
  ] as const)
    it(`the first of two rows with the same ${what} is excluded → the other can be looked up and sent, and is a duplicate again if both are included`, async () => {
      const target = box.target();
      const options = { store, client: box.client, target };
      const id = await createPlan(planOf(target, identifier), rows, options);
      const states = (): string[] => store.rows({ plan: id, limit: 9 }).map(({ state }) => state);
      assert.deepEqual(states(), ['update', 'duplicate']);
      store.include({ plan: id, rows: [1] }, false);
      assert.deepEqual(states(), ['excluded', 'not-looked-up']);
      await resumePlan(id, undefined, options);
      assert.deepEqual(states(), ['excluded', 'update']);
      store.include({ plan: id, rows: [1] }, true);
      assert.deepEqual(states(), ['update', 'duplicate']);
      store.include({ plan: id, rows: [1] }, false);
      await resumePlan(id, undefined, options);
      const { end } = await applyPlan(id, { ...options, confirm: () => Promise.resolve(true) });
      assert.deepEqual([end, states()], ['finished', ['excluded', 'done']]);
      store.include({ plan: id, rows: [1] }, true);
      assert.deepEqual(states(), ['duplicate', 'done']);
    });

  for (const [fault, reason] of [
    ['500', '{host} returned a server error (HTTP 500).'],
    ['broken', 'The response from {host} ended early.'],
    ['html', 'The response does not identify a customer (HTTP 200).'],
  ] as const)
    it(`Get fails with ${fault} → not looked up: ${reason}`, async () => {
      box.fault = () => ({ fault });
      const found = await plan('id', [rowOf(1, '101', { city: 'X' })]);
      assert.deepEqual(found, [['not-looked-up', undefined, reason.replace('{host}', new URL(box.url).host)]]);
    });

  it('Get fails for a row → not looked up, with the reason; continuing looks up that row alone', async () => {
    box.fault = ({ body }) => (body.includes('102') ? { fault: '500' } : undefined);
    const target = box.target();
    const options = { store, client: box.client, target };
    const rows = [101, 102, 103].map((id, index) => rowOf(index + 1, String(id), { city: 'X' }));
    const id = await createPlan(planOf(target, 'id'), rows, options);
    assert.deepEqual(
      store.rows({ plan: id, limit: 9 }).map((row) => [row.state, reasonsOf(row) || undefined]),
      [
        ['update', undefined],
        ['not-looked-up', `${new URL(box.url).host} returned a server error (HTTP 500).`],
        ['update', undefined],
      ],
    );
    box.fault = () => undefined;
    box.calls.length = 0;
    await resumePlan(id, undefined, options);
    assert.deepEqual(store.counts(id).rows.update, 3);
    assert.equal(box.calls.length, 1);
  });

  it('a second lookup that is canceled, or whose process ends → later rows of a customer are duplicates before they are sent', async () => {
    const target = box.target({ parallelPulls: 1 });
    const record = JSON.stringify({ 'Customer Details': { id: 101, name: 'Asha', city: 'Pune' }, status: 'success' });
    const rows = [
      rowOf(1, '9845000001', { city: 'Goa' }),
      rowOf(2, '9000000009', { state: 'GA' }),
      rowOf(3, '9845000003', { city: 'Goa' }),
    ];
    const options = { store, client: box.client, target };
    for (const end of ['canceled', 'killed'] as const) {
      box.fault = () => ({ fault: 'html' });
      const id = await createPlan(planOf(target, 'phone'), rows, options);
      box.fault = () => undefined;
      // Kapture finds the customer by either of its numbers.
      box.instead = ({ body }) => (/9845000001|9000000009|"101"/.test(body) ? record : undefined);
      const cancel = new AbortController();
      box.before = ({ body }) => {
        if (body.includes('9845000003')) cancel.abort();
      };
      const endLookUp = store.endLookUp.bind(store);
      if (end === 'killed')
        store.endLookUp = () => {
          throw new Error('killed');
        };
      await assert.rejects(resumePlan(id, undefined, { ...options, signal: cancel.signal }));
      store.endLookUp = endLookUp;
      const kinds = (): string[] => store.rows({ plan: id, limit: 9 }).map(({ state }) => state);
      const duplicate = ['update', 'duplicate', 'not-looked-up'];
      assert.deepEqual(kinds(), end === 'killed' ? ['update', 'update', 'not-looked-up'] : duplicate);
      await applyPlan(id, { ...options, confirm: () => Promise.resolve(false) });
      assert.deepEqual(kinds(), duplicate, end);
    }
  });

  it('the key is refused → planning stops, and can be resumed', async () => {
    box.fault = () => ({ fault: '401' });
    const target = box.target();
    const options = { store, client: box.client, target };
    const error = await createPlan(planOf(target, 'id'), [rowOf(1, '101', { city: 'X' })], options).catch(
      (caught: unknown) => caught,
    );
    assert.ok(PlanError.is(error, 'unauthorized'));
    box.fault = () => undefined;
    await resumePlan(error.plan!, undefined, options);
    assert.equal(store.counts(error.plan!).rows.update, 1);
  });

  it('the server fails for ten rows in a row → planning stops', async () => {
    box.fault = () => ({ fault: 'html' });
    const target = box.target();
    const rows = Array.from({ length: 100 }, (_, index) => rowOf(index + 1, String(1000 + index), { city: 'X' }));
    await assert.rejects(createPlan(planOf(target, 'id'), rows, { store, client: box.client, target }), (error) =>
      PlanError.is(error, 'failing'),
    );
    assert.ok(box.calls.length < 20, String(box.calls.length));
  });

  it('planning stopped at ten rows that always fail → continuing looks up the others, and the plan is ready', async () => {
    box.fault = ({ body }) => (body.includes('"10') && !body.includes('"101"') ? { fault: 'html' } : undefined);
    const target = box.target({ parallelPulls: 1 });
    const failing = Array.from({ length: 10 }, (_, index) => rowOf(index + 1, String(1000 + index), { city: 'X' }));
    const options = { store, client: box.client, target };
    await assert.rejects(
      createPlan(planOf(target, 'id'), [...failing, rowOf(11, '101', { city: 'Goa' })], options),
      (error) => PlanError.is(error, 'failing'),
    );
    const id = store.plans()[0]!.id;
    await resumePlan(id, undefined, options);
    assert.deepEqual(
      [store.plan(id)?.status, store.counts(id).rows.update, store.counts(id).rows['not-looked-up']],
      ['ready', 1, 10],
    );
  });

  it('Kapture returns another customer for many rows → planning does not stop', async () => {
    const target = box.target({ parallelPulls: 1 });
    const client: Pick<typeof box.client, 'send'> = {
      send: (operation, _body, ...more) => box.client.send(operation, '[{"kapture_customer_id":"101"}]', ...more),
    };
    const rows = Array.from({ length: 15 }, (_, index) => rowOf(index + 1, String(9000 + index), { city: 'X' }));
    const id = await createPlan(planOf(target, 'id'), rows, { store, client, target });
    assert.deepEqual([store.plan(id)?.status, store.counts(id).rows['not-looked-up']], ['ready', 15]);
  });

  for (const [mask, key, kind] of [
    ['98******05', '9845000005', 'update'],
    ['+91 98******05', '9845000005', 'update'],
    ['98******05', '+91 98450 00005', 'update'],
    ['**********', '9845000005', 'update'],
    ['98****00**', '9845000005', 'update'],
    ['64******78', '9845011111', 'not-looked-up'],
    ['98******05', '9845000006', 'not-looked-up'],
    ['98450000****000005', '9845000005', 'not-looked-up'],
    ['98**7**05', '9845000005', 'not-looked-up'],
  ] as const)
    it(`Kapture returns ${mask} for the phone ${key} → ${kind}`, async () => {
      const masked = customer(107, { name: 'Masked', phone: mask, email: 'm@example.com' });
      box.store.add(() => masked);
      const target = box.target();
      const client: Pick<typeof box.client, 'send'> = {
        send: (operation, _body, ...more) => box.client.send(operation, '[{"kapture_customer_id":"107"}]', ...more),
      };
      const id = await createPlan(planOf(target, 'phone'), [rowOf(1, key, { city: 'X' })], { store, client, target });
      assert.equal(store.rows({ plan: id, limit: 1 })[0]?.state, kind);
    });

  it('a rate limit → planning waits, and no row fails', async () => {
    let limits = 5;
    box.fault = () => (limits-- > 0 ? { fault: '429', seconds: 0 } : undefined);
    assert.deepEqual(await plan('id', [rowOf(1, '101', { city: 'Goa' })]), [['update', '101', 'city: "Pune" → "Goa"']]);
  });

  it('a Retry-After of an hour → planning stops without another request, and can be resumed', async () => {
    box.fault = () => ({ fault: '429', seconds: 3600 });
    const target = box.target({ parallelPulls: 1 });
    const rows = [rowOf(1, '101', { city: 'Goa' }), rowOf(2, '102', { city: 'Goa' })];
    const options = { store, client: box.client, target };
    const error: unknown = await createPlan(planOf(target, 'id'), rows, options).catch((caught: unknown) => caught);
    assert.ok(PlanError.is(error, 'failing'));
    assert.match(error.message, /requires a wait of 60 minutes/);
    assert.equal(box.calls.length, 1);
    box.fault = () => undefined;
    await resumePlan(error.plan!, undefined, options);
    assert.equal(store.counts(error.plan!).rows.update, 2);
  });

  it('canceled while rows are looked up → what was looked up is kept, and continuing does the rest', async () => {
    const target = box.target({ parallelPulls: 1 });
    const stop = new AbortController();
    const rows = Array.from({ length: 30 }, (_, index) => rowOf(index + 1, String(500 + index), { city: 'X' }));
    box.before = () => {
      if (box.calls.length === 10) stop.abort();
    };
    const options = { store, client: box.client, target };
    const error = await createPlan(planOf(target, 'id'), rows, { ...options, signal: stop.signal }).catch(
      (caught: unknown) => caught,
    );
    assert.ok(PlanError.is(error, 'canceled'));
    const plan = error.plan!;
    assert.equal(store.counts(plan).rows.invalid, 9);
    assert.equal(store.plan(plan)?.status, 'planning');
    box.before = () => undefined;
    box.calls.length = 0;
    await resumePlan(plan, undefined, options);
    assert.deepEqual([store.counts(plan).rows.invalid, box.calls.length], [30, 21]);
    assert.equal(store.plan(plan)?.status, 'ready');
  });

  it('interrupted while the file is read → continuing reads the rest of it', async () => {
    const target = box.target();
    const options = { store, client: box.client, target };
    function* rows(count: number): Generator<RowInput> {
      for (let row = 1; row <= count; row++) yield rowOf(row, String(500 + row), { city: 'X' });
      if (count < 1200) throw new Error('The file cannot be read.');
    }
    await assert.rejects(createPlan(planOf(target, 'id'), rows(1150), options), /cannot be read/);
    const [head] = store.plans();
    assert.deepEqual([head?.isRead, head?.rows], [false, 1100]);
    await assert.rejects(resumePlan(head!.id, undefined, options), (error) => PlanError.is(error, 'not-ready'));
    await resumePlan(head!.id, rows(1200), options);
    assert.equal(store.counts(head!.id).rows.invalid, 1200);
  });

  it('a connection that allows two requests at a time → two at a time', async () => {
    const target = box.target({ parallelPulls: 2 });
    let running = 0;
    let most = 0;
    const client = {
      send: async (...args: Parameters<typeof box.client.send>) => {
        most = Math.max(most, ++running);
        try {
          return await box.client.send(...args);
        } finally {
          running--;
        }
      },
    };
    const rows = Array.from({ length: 20 }, (_, index) => rowOf(index + 1, String(500 + index), { city: 'X' }));
    await createPlan(planOf(target, 'id'), rows, { store, client, target });
    assert.equal(most, 2);
  });

  it('a connection with a pause between requests → each lookup waits for it', async () => {
    const pauseMs = 300;
    const target = box.target({ parallelPulls: 1, pauseMs });
    const times: number[] = [];
    box.before = () => {
      times.push(performance.now());
    };
    const rows = ['101', '102', '103'].map((id, index) => rowOf(index + 1, id, { city: 'X' }));
    await createPlan(planOf(target, 'id'), rows, { store, client: box.client, target });
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    // A timer can end a little early, so a tolerance is needed.
    assert.ok(gaps.length === 2 && gaps.every((gap) => gap > pauseMs - 50), gaps.join());
  });

  it('progress → the totals, and the rate at the end', async () => {
    const target = box.target();
    const seen: PlanProgress[] = [];
    const rows = Array.from({ length: 20 }, (_, index) => rowOf(index + 1, String(500 + index), { city: 'X' }));
    await createPlan(planOf(target, 'id'), rows, {
      store,
      client: box.client,
      target,
      total: rows.length,
      onProgress: (progress) => seen.push(progress),
    });
    const last = seen.at(-1)!;
    assert.deepEqual([last.phase, last.done, last.total, last.secondsLeft], ['looking-up', 20, 20, 0]);
    assert.ok(last.perSecond > 0);
    const read = seen.findLast(({ phase }) => phase === 'reading')!;
    assert.deepEqual([read.done, read.total, read.secondsLeft], [20, 20, 0]);
    assert.ok(read.perSecond > 0);
  });

  it('another tenant or dialect → the plan is not resumed', async () => {
    const target = box.target();
    const options = { store, client: box.client, target };
    const id = await createPlan(planOf(target, 'id'), [rowOf(1, '101', { city: 'X' })], options);
    const other = box.target({ dialect: 'nested' });
    await assert.rejects(resumePlan(id, undefined, { ...options, target: other }), (error) =>
      PlanError.is(error, 'other-dialect'),
    );
    const elsewhere = { ...target, connection: { ...target.connection, tenant: 'https://other.example' } };
    await assert.rejects(resumePlan(id, undefined, { ...options, target: elsewhere }), (error) =>
      PlanError.is(error, 'other-tenant'),
    );
  });

  it('a plan that another process uses → busy', async () => {
    const target = box.target();
    const options = { store, client: box.client, target };
    const id = await createPlan(planOf(target, 'id'), [rowOf(1, '101', { city: 'X' })], options);
    store.acquire(id, { token: 'other', pid: process.ppid, host: (await import('node:os')).hostname() });
    await assert.rejects(resumePlan(id, undefined, options), (error) => PlanError.is(error, 'busy'));
  });
});
