import assert from 'node:assert/strict';
import { applyPlan } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import { createPlan } from '../../../../src/kapture/bulk/planning/createPlan.ts';
import { findRevertPlan } from '../../../../src/kapture/bulk/planning/revertPlan.ts';
import type { Identifier } from '../../../../src/kapture/bulk/plans/identifiers.ts';
import type { RowInput } from '../../../../src/kapture/bulk/plans/planRow.ts';
import type { ConfirmRun, RunConfirmation } from '../../../../src/kapture/bulk/runs/bulkRun.ts';
import { customer, forEachTest, planOf, reasonsOf, rowOf, type BulkSandbox } from './support.ts';
import { inputsOf } from './tableSupport.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', email: 'asha@example.com', code: 'A-1', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', email: 'ravi@example.com', code: 'B-2', city: 'Agra' }),
];
const keys = { phone: '9845000001', email: 'asha@example.com', code: 'A-1' } as const;

describe('the customer that a row names', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    store = opened.store;
  });

  function plan(identifier: Identifier, ...rows: readonly RowInput[]): Promise<number> {
    const target = box.target();
    return createPlan(planOf(target, identifier), rows, { store, client: box.client, target });
  }
  const apply = (id: number, confirm: ConfirmRun = () => Promise.resolve(true)) =>
    applyPlan(id, { store, client: box.client, target: box.target(), confirm, settleMs: 20 });
  const written = (): string[] => box.calls.flatMap(({ isWrite, body }) => (isWrite ? [body] : []));
  const outcomeOf = (id: number) => {
    const row = store.row(id, 1)!;
    return [row.state, reasonsOf(row) || undefined];
  };

  for (const [identifier, own] of [
    ['code', { customerCode: '' }],
    ['phone', { companyPhone: '', contacts: [] }],
    ['email', { contacts: [{ id: 1, leadId: 10042, phone: '9845000007', email: '' }] }],
  ] as const)
    it(`Get returns a customer whose ${identifier} is blank → the row is not looked up, and nothing is written`, async () => {
      box.instead = ({ isWrite }) =>
        isWrite
          ? undefined
          : JSON.stringify({ 'Customer Details': { id: 10042, name: 'Other', ...own }, status: 'success' });
      const id = await plan(identifier, rowOf(1, keys[identifier], { city: 'Goa' }));
      await apply(id);
      assert.deepEqual(outcomeOf(id), [
        'not-looked-up',
        'Kapture returned customer 10042, whose record does not have the value that was looked up.',
      ]);
      assert.deepEqual(written(), []);
    });

  for (const identifier of ['phone', 'email', 'code'] as const)
    it(`records do not show a ${identifier} at all → the row updates the customer that Get returned`, async () => {
      box.instead = ({ isWrite }) =>
        isWrite
          ? undefined
          : '{"Customer Details": {"id": 101, "name": "Asha", "city": "Pune", "contacts": []}, "status": "success"}';
      const id = await plan(identifier, rowOf(1, keys[identifier], { city: 'Goa' }));
      await apply(id);
      assert.deepEqual(outcomeOf(id), ['done', undefined]);
      assert.equal(written().length, 1);
    });

  for (const text of [
    '{"data": {"id": 101, "companyPhone": "9845000001"}, "status": "success"}',
    '{"Customer Details": "Request accepted", "status": "success"}',
    '{"Customer Details": null, "status": "success"}',
    '{"status": "success"}',
  ])
    it(`Get returns ${text} → the row is not looked up, and no customer is added`, async () => {
      box.instead = ({ isWrite }) => (isWrite ? undefined : text);
      const id = await plan('phone', rowOf(1, keys.phone, { customer_name: 'Asha', phone: keys.phone }));
      await apply(id);
      assert.deepEqual(outcomeOf(id), ['not-looked-up', 'The response does not identify a customer (HTTP 200).']);
      assert.deepEqual(written(), []);
    });

  it('Get by a new email returns the customer of the row, whose record has a blank one → the row is an update', async () => {
    const contacts = [{ id: 1, leadId: 101, phone: keys.phone, email: '' }];
    box.instead = ({ isWrite }) =>
      isWrite
        ? undefined
        : JSON.stringify({ 'Customer Details': { id: 101, name: 'Asha', city: 'Pune', contacts }, status: 'success' });
    const id = await plan('phone', rowOf(1, keys.phone, { email_id: 'new@example.com' }));
    assert.deepEqual(outcomeOf(id), ['update', undefined]);
    assert.deepEqual(store.row(id, 1)!.changes, [{ field: 'email_id', from: undefined, to: '"new@example.com"' }]);
    await apply(id);
    assert.deepEqual([outcomeOf(id)[0], written().length], ['done', 1]);
  });

  describe('the record shows a value only in its contact', () => {
    let contact: { phone: string; email: string };
    /** Makes Get return this customer except for the new value, which it does not find. */
    const showContact = (to: string): void => {
      contact = { phone: keys.phone, email: keys.email };
      box.instead = ({ isWrite, body }) =>
        isWrite || body.includes(to)
          ? undefined
          : JSON.stringify({
              'Customer Details': { id: 101, name: 'Asha', contacts: [{ id: 1, leadId: 101, ...contact }] },
              status: 'success',
            });
    };

    for (const [field, to, identifier, shown] of [
      ['email_id', 'new@example.com', 'phone', keys.email],
      ['phone', '9845000008', 'email', keys.phone],
    ] as const)
      it(`${field} → its previous value is unknown in the plan, the question and a plan that reverts the run`, async () => {
        showContact(to);
        const id = await plan(identifier, rowOf(1, keys[identifier], { [field]: to }));
        const change = { field, from: undefined, to: JSON.stringify(to), contact: JSON.stringify(shown) };
        assert.deepEqual(store.row(id, 1)!.changes, [change]);
        let asked: RunConfirmation['irreversible'] | undefined;
        await apply(id, ({ irreversible }) => Promise.resolve(Boolean((asked = irreversible))));
        assert.deepEqual([outcomeOf(id)[0], asked], ['done', { fields: 1, customers: 1 }]);
        const [reverted] = store.rows({ plan: (await findRevertPlan(store, id)).id, limit: 1 });
        assert.deepEqual([store.counts(id).canRevert, reverted!.state, reverted!.changes], [false, 'invalid', []]);
      });

    it("a dialect requires the email address, and the row states the contact's → this value is in the plan, the question and the journal", async () => {
      const target = box.target({ dialect: 'array' });
      const row = rowOf(1, '101', { city: 'Goa', email_id: keys.email });
      const id = await createPlan(planOf(target, 'id'), [row], { store, client: box.client, target });
      let asked: RunConfirmation['irreversible'] | undefined;
      const confirm: ConfirmRun = ({ irreversible }) => Promise.resolve(Boolean((asked = irreversible)));
      await applyPlan(id, { store, client: box.client, target, confirm, settleMs: 20 });
      const [entry] = store.journal(id, 1);
      assert.deepEqual(
        [asked, [...entry!.before], [...entry!.after]],
        [
          { fields: 1, customers: 1 },
          [['city', '"Pune"']],
          [
            ['city', '"Goa"'],
            ['email_id', `"${keys.email}"`],
          ],
        ],
      );
      assert.match(written()[0]!, /"email":"asha@example\.com"/);
      const reverted = store.row((await findRevertPlan(store, id)).id, 1)!;
      assert.deepEqual(
        reverted.changes.map(({ field }) => field),
        ['city'],
      );
    });

    it('the same, and the response is lost → its email address does not show that the write was stored', async () => {
      const target = box.target({ dialect: 'array' });
      const row = rowOf(1, '101', { city: 'Goa', email_id: keys.email });
      const id = await createPlan(planOf(target, 'id'), [row], { store, client: box.client, target });
      box.fault = ({ isWrite }) => (isWrite ? { fault: '500' } : undefined);
      await applyPlan(id, { store, client: box.client, target, confirm: () => Promise.resolve(true), settleMs: 20 });
      assert.equal(outcomeOf(id)[0], 'failed');
    });

    it('another user changes the contact → conflict, and nothing is written', async () => {
      showContact('new@example.com');
      const id = await plan('phone', rowOf(1, keys.phone, { email_id: 'new@example.com' }));
      contact.email = 'other@example.com';
      await apply(id);
      assert.deepEqual([outcomeOf(id)[0], written()], ['conflict', []]);
    });
  });

  describe('the contact of a customer', () => {
    const ravi = { id: 11, contactPerson: 'Ravi', email: 'ravi@x.in' };
    const sita = { id: 12, contactPerson: 'Sita' };
    let contacts: readonly object[];
    const email = (to: string) => rowOf(1, '101', { contact_person_email: to });
    beforeEach(() => {
      contacts = [ravi, sita];
      box.instead = ({ isWrite }) =>
        isWrite
          ? undefined
          : JSON.stringify({ 'Customer Details': { id: 101, name: 'Asha', contacts }, status: 'success' });
    });

    for (const [what, planned, now, state, reason] of [
      ['stays the same', [ravi, sita], [ravi], 'done', undefined],
      [
        'is another one without an email address',
        [ravi, sita],
        [
          { ...ravi, isPrimaryContact: false },
          { ...sita, isPrimaryContact: true },
        ],
        'conflict',
        'The primary contact is now 12 (Sita), not 11. This has changed since the plan was created, so the row was not sent.',
      ],
      [
        'is another one, and neither has an email address',
        [{ id: 11 }],
        [{ id: 12 }],
        'conflict',
        'The primary contact is now 12, not 11. This has changed since the plan was created, so the row was not sent.',
      ],
      [
        'was deleted',
        [ravi],
        [],
        'conflict',
        'The customer no longer has contact 11. This has changed since the plan was created, so the row was not sent.',
      ],
      [
        'was added',
        [],
        [sita],
        'conflict',
        'The customer now has contact 12 (Sita). This has changed since the plan was created, so the row was not sent.',
      ],
      ['is another one that has the new value', [ravi], [{ ...sita, email: 'new@x.in' }], 'unchanged', undefined],
      ['has no ID', [{ email: 'ravi@x.in' }], [{ email: 'ravi@x.in' }], 'done', undefined],
      ['has no ID and no email address', [{ contactPerson: 'Ravi' }], [{ contactPerson: 'Ravi' }], 'done', undefined],
    ] as const)
      for (const dialect of ['flat', 'nested'] as const)
        it(`${what} (${dialect}) → ${state}`, async () => {
          contacts = planned;
          const target = box.target({ dialect });
          const plan = planOf(target, 'id');
          const id = await createPlan(plan, [email('new@x.in')], { store, client: box.client, target });
          contacts = now;
          await applyPlan(id, {
            store,
            client: box.client,
            target,
            confirm: () => Promise.resolve(true),
            settleMs: 20,
          });
          assert.equal(outcomeOf(id)[0], state);
          if (reason !== undefined) assert.equal(outcomeOf(id)[1], reason);
          assert.equal(written().length, state === 'done' ? 1 : 0);
        });

    it('a plan that reverts a run, and the contact is another one → conflict, and nothing is written', async () => {
      contacts = [ravi];
      const id = await plan('id', email('new@x.in'));
      await apply(id);
      contacts = [{ ...sita, email: 'new@x.in' }];
      const revert = (await findRevertPlan(store, id)).id;
      await apply(revert);
      assert.deepEqual(outcomeOf(revert), [
        'conflict',
        'The primary contact is now 12 (Sita), not 11. This has changed since the run, so the row was not reverted.',
      ]);
      assert.equal(written().length, 1);
      contacts = [{ ...ravi, email: 'new@x.in' }];
      await apply((await findRevertPlan(store, id)).id);
      assert.match(written()[1]!, /"contact_person_email": ?"ravi@x\.in"/);
    });
  });

  for (const [field, json, now, state] of [
    ['city', '"city": "Pune", ', '', 'conflict'],
    ['city', '"city": "Pune", ', '"city": "", ', 'conflict'],
    ['city', '"city": "", ', '', 'done'],
    ['city', '', '', 'done'],
    ['attr1', '"attr1": "Gold", ', '', 'conflict'],
    ['attr1', '', '', 'done'],
  ] as const)
    it(`Get returned {${json}…} for the plan and returns {${now}…} → ${field}: ${state}`, async () => {
      let shown: string = json;
      box.instead = ({ isWrite }) =>
        isWrite ? undefined : `{"Customer Details": {${shown}"id": 101, "name": "Asha"}, "status": "success"}`;
      const id = await plan('id', rowOf(1, '101', { [field]: 'Goa' }));
      shown = now;
      await apply(id);
      assert.deepEqual([outcomeOf(id)[0], written().length], [state, state === 'done' ? 1 : 0]);
      if (state === 'conflict' && !now)
        assert.equal(
          outcomeOf(id)[1],
          `The record no longer shows these fields: ${field}. This has changed since the plan was created, so the row was not sent.`,
        );
    });

  it('Get returns an empty array → no customer has the key, so the row adds one', async () => {
    box.instead = ({ isWrite }) => (isWrite ? undefined : '{"Customer Details": [], "status": "success"}');
    const id = await plan('phone', rowOf(1, '9845000009', { customer_name: 'New', phone: '9845000009' }));
    assert.deepEqual(outcomeOf(id), ['add', undefined]);
  });

  for (const [identifier, moved, what] of [
    ['phone', { phone: '9845000009' }, 'phone number 9845000001'],
    ['email', { email: 'new@example.com' }, 'email address asha@example.com'],
    ['code', { code: 'Z-9' }, 'customer code A-1'],
  ] as const)
    it(`another user gives the ${identifier} of the row to another customer → conflict, and nothing is written`, async () => {
      const id = await plan(identifier, rowOf(1, ` ${keys[identifier]}`, { city: 'Goa' }));
      box.store.update(customer(101, { name: 'Asha', ...keys, city: 'Pune', ...moved }));
      box.store.update(customer(102, { name: 'Ravi', ...keys, city: 'Agra' }));
      const { end } = await apply(id);
      assert.equal(end, 'finished');
      assert.deepEqual(outcomeOf(id), ['conflict', `The customer no longer has the ${what}, so the row was not sent.`]);
      assert.deepEqual(written(), []);
    });

  describe('a phone number that the import repairs', () => {
    const columns = [
      { column: 'ID', field: 'kapture_customer_id' },
      { column: 'Name', field: 'customer_name' },
      { column: 'Phone', field: 'phone' },
      { column: 'City', field: 'city' },
    ];
    /** A plan of a table with one row. */
    const planOfRow = async (matchBy: 'id' | 'phone', cells: string): Promise<number> =>
      plan(matchBy, ...(await inputsOf(`ID;Name;Phone;City\n${cells}\n`, { matchBy, columns, constants: [] })));
    const store103 = (phone: string): unknown =>
      box.store.add(() => customer(103, { name: 'Mina', phone, city: 'Pune' }));
    /** The phone numbers that were looked up. */
    const lookedUp = (): (string | undefined)[] =>
      box.calls.flatMap(({ isWrite, body }) => (isWrite ? [] : [/"phone":"([^"]*)"/.exec(body)?.[1]]));

    for (const [phone, cell] of [
      ['+919845000003', '+919845000003'],
      ['+919845000003', '+91 98450-00003'],
      ['+91 98450-00003', "'+91 98450-00003"],
      ['00919845000003', '00919845000003'],
      ['09845000003', '09845000003'],
      ['98450 00003', '98450 00003'],
      ['98450/00003', '98450/00003'],
      ['98450\u201300003', '98450\u201300003'],
    ] as const)
      it(`is stored as ${phone}, and the cell is ${cell} → the row updates this customer`, async () => {
        store103(phone);
        const id = await planOfRow('phone', `;Mina;${cell};Goa`);
        await apply(id);
        assert.deepEqual([outcomeOf(id), store.row(id, 1)!.customerId], [['done', undefined], '103']);
        assert.equal(written().length, 1);
      });

    it('is stored with punctuation by another customer → taken', async () => {
      store103('98450/00003');
      const id = await planOfRow('id', '102;Ravi;98450/00003;');
      assert.deepEqual(outcomeOf(id)[0], 'in-use');
    });

    it('is stored with a prefix by another customer → taken', async () => {
      store103('+919845000003');
      const id = await planOfRow('id', '102;Ravi;+91 98450 00003;');
      assert.deepEqual(outcomeOf(id), ['in-use', 'The phone number 9845000003 belongs to Mina (customer 103).']);
    });

    for (const [what, matchBy, cells] of [
      ['an add', 'phone', ';Mina;+91 98450 00003;Goa'],
      ['an update', 'id', '102;Ravi;+91 98450 00003;'],
    ] as const)
      it(`is stored with a prefix by another user after the plan of ${what} → conflict`, async () => {
        const id = await planOfRow(matchBy, cells);
        store103('+919845000003');
        await apply(id);
        assert.deepEqual(outcomeOf(id), ['conflict', 'The phone number 9845000003 belongs to Mina (customer 103).']);
        assert.deepEqual(written(), []);
      });

    it('is stored in different forms by two customers → ambiguous', async () => {
      store103('+919845000003');
      box.store.add(() => customer(104, { name: 'Twin', phone: '+91 98450-00003' }));
      const id = await planOfRow('phone', ';Mina;+91 98450-00003;Goa');
      assert.deepEqual(outcomeOf(id), ['ambiguous', 'Several customers have this value.']);
    });

    it('as it was written, finds its own customer, whose record lacks it, and another one in its other form → taken', async () => {
      const own = { id: 102, name: 'Ravi', companyPhone: '', contacts: [] };
      box.instead = ({ body }) =>
        body.includes('+91 98450-00003') ? JSON.stringify({ 'Customer Details': own, status: 'success' }) : undefined;
      store103('+919845000003');
      const id = await planOfRow('id', '102;Ravi;+91 98450-00003;');
      assert.deepEqual(outcomeOf(id), ['in-use', 'The phone number 9845000003 belongs to Mina (customer 103).']);
    });

    it('is found, or was not repaired → it is looked up once', async () => {
      await planOfRow('phone', ';Asha;+91 98450 00001;Goa');
      await planOfRow('phone', ';New;9845000003;Goa');
      assert.deepEqual(lookedUp(), ['9845000001', '9845000003']);
    });

    for (const [message, ...expected] of [
      ['Invalid phone number, number must contain 10 digits and must start from 6 or above', 'add', undefined],
      ['Database timeout', 'not-looked-up', 'The response does not identify a customer (HTTP 200).'],
    ] as const)
      it(`is not found, and Get as it was written returns “${message}” → ${expected[0]}`, async () => {
        box.instead = ({ body }) => (body.includes('+91') ? JSON.stringify({ message, status: 'failed' }) : undefined);
        const id = await planOfRow('phone', ';New;+91 98450 00003;Goa');
        assert.deepEqual(outcomeOf(id), expected);
      });
  });

  it('the customer gets another phone, and the row names it by its ID → the row is written', async () => {
    const id = await plan('id', rowOf(1, '101', { city: 'Goa' }));
    box.store.update(customer(101, { name: 'Asha', phone: '9845000009', city: 'Pune' }));
    await apply(id);
    assert.deepEqual(outcomeOf(id), ['done', undefined]);
  });
});
