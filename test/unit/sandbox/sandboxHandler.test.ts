import assert from 'node:assert/strict';
import { readResponse } from '../../../src/kapture/responses/readResponse.ts';
import { operationIds, operations } from '../../../src/kapture/catalogue/registry.ts';
import { authorization, contactsOf, customerIn, noon, customersIn, sample, sandbox } from './support.ts';

const asha = { customer_name: 'Asha Rao', phone: '9876543210', email_id: 'Asha@example.com' };

function idOf({ value }: { readonly value: Record<string, unknown> }): number {
  return (value['Enquiry'] as Record<string, unknown>)['kapture_customer_id'] as number;
}

describe('sandbox paths', () => {
  for (const id of operationIds) {
    for (const suffix of ['', '?=', '/v.2.0', '/v.2.0?=']) {
      it(`the path of ${id}${suffix && ` with ${suffix}`} → success`, () => {
        const path = operations[id].path.replace(/\/v\.[\d.]+$/, '') + suffix;
        const answer = sandbox().send({ path, body: sample(`${id}.request.json`) });
        assert.equal(readResponse(id, answer.status, answer.text).outcome, 'success');
      });
    }
  }

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`${method} without a key → 405`, () => {
      const answer = sandbox().send({ method, path: operations.get.path, headers: {} });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers['allow'], 'POST');
      assert.equal(answer.value['status'], 'failed');
      assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')));
    });
  }

  for (const path of [
    '/',
    '/nothing.html',
    '/search-customer-by-customer-id.htmlx',
    '/x/search-customer-by-customer-id.html',
  ]) {
    it(`${path} → 404`, () => {
      const answer = sandbox().send({ path, body: '[{}]' });
      assert.equal(answer.status, 404);
      assert.equal(answer.value['status'], 'failed');
      assert.match(answer.value['message'] as string, /^Sandbox: /);
    });
  }
});

describe('sandbox auth key', () => {
  const [, key] = authorization.split(' ');
  for (const [header, status] of [
    [`Basic ${key}`, 200],
    [`basic ${key}`, 200],
    [`BASIC  ${key}`, 200],
    [`Bearer ${key}`, 401],
    [`Basic ${key?.toLowerCase()}`, 401],
    [key, 401],
    [undefined, 401],
  ] as const) {
    it(`authorization: ${header} → ${status}`, () => {
      const headers = header === undefined ? {} : { authorization: header };
      assert.equal(
        sandbox().send({ path: operations.get.path, body: sample('get.request.json'), headers }).status,
        status,
      );
    });
  }
});

describe('sandbox operations', () => {
  for (const number of ['12345678901234567890', '-9007199254740993'])
    it(`the number ${number} in a field of the tenant → stored and returned with all digits`, () => {
      const { ask } = sandbox();
      const added = ask('add', `{"customer_name": "A", "phone": "9876543210", "loyaltyNo": ${number}, "short": 7}`);
      assert.match(added.text, new RegExp(`"loyaltyNo":${number},"short":7`));
      assert.match(ask('get', [{ phone: '9876543210' }]).text, new RegExp(`"loyaltyNo":${number},"short":7`));
      const today = { start_date: '2026-03-10', end_date: '2026-03-10' };
      assert.match(ask('pull', [today]).text, new RegExp(`"loyaltyNo":${number},"short":7`));
    });

  it('a number of 20 digits in a body of another dialect → stored with all digits', () => {
    const { ask, send } = sandbox();
    const own = '"additional_fields": {"loyaltyNo": 12345678901234567890}';
    const body = `{"customer_info": {"customer_name": "A", "phone": "9876543210", ${own}}}`;
    send({ path: '/ms/customer/customer/api/v1/add-update', body });
    assert.match(ask('get', [{ phone: '9876543210' }]).text, /"loyaltyNo":12345678901234567890/);
  });

  it('an added customer → found by id, phone and email', () => {
    const { ask } = sandbox();
    const id = idOf(ask('add', asha));
    assert.ok(id >= 10_000_000);
    for (const key of [
      { kapture_customer_id: id },
      { kapture_customer_id: String(id) },
      { phone: 9876543210 },
      { email_id: 'ASHA@EXAMPLE.COM' },
    ]) {
      const record = customerIn(ask('get', [key]));
      assert.deepEqual([record['id'], record['name'], record['companyPhone']], [id, 'Asha Rao', '9876543210']);
      assert.deepEqual(
        [contactsOf(record)[0]!['phone'], contactsOf(record)[0]!['email']],
        ['9876543210', 'Asha@example.com'],
      );
    }
  });

  it('Get by another field than the identifiers → an array of all customers with it, or the only one', () => {
    const { ask } = sandbox();
    const other = { customer_name: 'Ravi Rao', phone: '9876500000', city: 'Zirakpur' };
    const ids = [ask('add', { ...asha, city: 'Zirakpur' }), ask('add', other)].map(idOf);
    const both = ask('get', [{ email_id: '', city: 'zirakpur' }]);
    assert.equal(both.headers['x-kapture-sandbox'], 'inferred');
    const records = both.value['Customer Details'] as Record<string, unknown>[];
    assert.deepEqual(
      [records.map(({ id }) => id), readResponse('get', both.status, both.text).outcome],
      [ids, 'success'],
    );
    assert.equal(customerIn(ask('get', [{ city: 'Zirakpur', customer_name: 'Ravi Rao' }]))['id'], ids[1]);
    for (const body of [{ city: 'Nowhere' }, { city: ' ' }, { phone: '6000000001', city: 'Zirakpur' }])
      assert.equal(ask('get', [body]).value['status'], 'failed');
  });

  it('an update → visible in Get and in Pull', () => {
    let instant = noon;
    const { ask } = sandbox(() => instant);
    const id = idOf(ask('add', asha));
    instant += 61_000;
    const change = {
      kapture_customer_id: id,
      customer_name: 'Asha Iyer',
      phone: 9876500000,
      city: 'Pune',
      customer_assign_emp_code: 1003,
      customer_assign_emp_name: 'Agent Jasmine',
      zone: 'west',
    };
    assert.equal(ask('update', change).value['status'], 'success');
    const shown = customerIn(ask('get', [{ kapture_customer_id: id }]));
    assert.deepEqual(
      [
        shown['name'],
        shown['companyPhone'],
        shown['city'],
        shown['assignedToId'],
        shown['assignedToName'],
        shown['zone'],
      ],
      ['Asha Iyer', '9876500000', 'Pune', 1003, 'Agent Jasmine', 49829],
    );
    const record = customersIn(
      ask('pull', [{ start_date: '2026-03-10 15:30:00', end_date: '2026-03-10 15:30:00' }]),
    ).find((one) => one['id'] === id)!;
    assert.equal(record['name'], 'Asha Iyer');
    assert.equal(record['generationDate'], 'Mar 10, 2026 3:30:00 PM');
    assert.deepEqual(record['lastModificationTime'], {
      year: 2026,
      month: 2,
      dayOfMonth: 10,
      hourOfDay: 15,
      minute: 31,
      second: 1,
    });
    assert.deepEqual(
      [contactsOf(record)[0]!['phone'], contactsOf(record)[0]!['contactPerson']],
      ['9876500000', 'Asha Iyer'],
    );
  });

  it('a customer and a contact with different phones → Pull has both, like Get', () => {
    const { ask } = sandbox();
    ask('add', { ...asha, contact_person_name: 'Ravi', contact_person_phone: 8978783457 });
    const record = customersIn(ask('pull', [{ start_date: '2026-03-10', end_date: '2026-03-10' }])).find(
      ({ name }) => name === asha.customer_name,
    );
    assert.deepEqual([record!['companyPhone'], contactsOf(record!)[0]!['phone']], ['9876543210', '8978783457']);
  });

  it('the sample of Add → Pull has its phone and state, like Get', () => {
    const { ask } = sandbox();
    const id = idOf(ask('add', JSON.parse(sample('add.request.json')) as object));
    const [day] = [{ start_date: '2026-03-10', end_date: '2026-03-10' }];
    const record = customersIn(ask('pull', [day])).find((one) => one['id'] === id);
    const fetched = customerIn(ask('get', [{ kapture_customer_id: String(id) }]));
    assert.deepEqual([record!['companyPhone'], record!['state']], [fetched['companyPhone'], fetched['state']]);
    assert.equal(record!['companyPhone'], '9874563725');
  });

  it('a phone and email that were replaced → can be used again, and a customer can keep its own', () => {
    const { ask } = sandbox();
    const id = idOf(ask('add', asha));
    assert.equal(ask('update', { kapture_customer_id: id, ...asha }).status, 200);
    assert.equal(
      ask('update', { kapture_customer_id: id, phone: '9876500000', email_id: 'other@example.com' }).status,
      200,
    );
    assert.equal(ask('get', [{ phone: '9876543210' }]).value['status'], 'failed');
    assert.notEqual(idOf(ask('add', asha)), id);
  });

  it('a separate contact person → unchanged when the customer changes', () => {
    const { ask } = sandbox();
    const id = idOf(
      ask('add', {
        ...asha,
        contact_person_name: 'Ravi',
        contact_person_phone: 8978783457,
        contact_person_email: 'ravi@example.com',
        gender: 'M',
        country_code: '+91',
      }),
    );
    ask('update', {
      kapture_customer_id: id,
      customer_name: 'Asha Iyer',
      phone: '9876500000',
      email_id: 'iyer@example.com',
    });
    const [contact] = contactsOf(customerIn(ask('get', [{ kapture_customer_id: id }])));
    assert.deepEqual(
      [
        contact!['contactPerson'],
        contact!['phone'],
        contact!['email'],
        contact!['gender'],
        contact!['phoneCountryCode'],
      ],
      ['Ravi', '8978783457', 'ravi@example.com', 'M', '+91'],
    );
  });

  it('a blank value → changes nothing and is returned unchanged', () => {
    const { ask } = sandbox();
    const enquiry = ask('update', { kapture_customer_id: '61371820', customer_name: '', phone: ' ', state: null })
      .value['Enquiry'] as Record<string, unknown>;
    assert.deepEqual([enquiry['customer_name'], enquiry['phone'], 'state' in enquiry], ['', ' ', false]);
    const { name, companyPhone, state } = customerIn(ask('get', [{ kapture_customer_id: '61371820' }]));
    assert.deepEqual([name, companyPhone, state], ['Nishchal', '9845765226', 'Karnataka']);
  });

  it('custom fields → returned, but never in place of Kapture’s fields', () => {
    const { ask } = sandbox();
    const custom = {
      loyalty_tier: 'gold',
      visits: 3,
      vip: true,
      attr2: 'blue',
      deleted: 'yes',
      id: 5,
      cmId: 6,
      note: '',
      list: [1],
      ['__proto__']: 'x',
    };
    const added = ask('add', `${JSON.stringify({ ...asha, ...custom }).slice(0, -1)},"__proto__":"p"}`);
    assert.match(
      added.text,
      /"productList":\[\],"loyalty_tier":"gold","visits":3,"vip":true,"attr2":"blue","deleted":"yes","id":5,"note":"","__proto__":"p"\}/,
    );
    const record = customerIn(ask('get', [{ kapture_customer_id: idOf(added) }]));
    assert.deepEqual(
      [
        record['loyalty_tier'],
        record['visits'],
        record['vip'],
        record['attr2'],
        record['deleted'],
        record['id'],
        'note' in record,
        'list' in record,
      ],
      ['gold', 3, true, 'blue', false, idOf(added), false, false],
    );
    const inPull = customersIn(ask('pull', [{ start_date: '2026-03-10', end_date: '2026-03-10' }])).find(
      (one) => one['id'] === idOf(added),
    )!;
    assert.deepEqual([inPull['loyalty_tier'], 'attr2' in inPull], ['gold', false]);
  });

  it('an Update of an unknown id → a failure of the sandbox itself', () => {
    for (const id of ['99999999', 'abc', 0]) {
      const answer = sandbox().ask('update', { kapture_customer_id: id, customer_name: 'x' });
      assert.equal(answer.status, 400);
      assert.equal(answer.value['status'], 'failed');
      assert.match(answer.value['message'] as string, /^Sandbox: /);
    }
  });

  it('Get with a code that two customers share → an array', () => {
    const { ask, store } = sandbox();
    const all = [...store.between('2000-01-01 00:00:00', '2099-12-31 23:59:59')];
    const pair = all.filter(({ code }) => code && store.find('code', code).length === 2).slice(0, 2);
    const records = ask('get', [{ customer_id: pair[0]!.code }]).value['Customer Details'] as Record<string, unknown>[];
    assert.deepEqual(
      records.map(({ id }) => id),
      pair.map(({ id }) => id),
    );
  });

  it('Get with several identifiers → the customer of the first one that matches', () => {
    const { ask } = sandbox();
    assert.equal(
      customerIn(ask('get', [{ kapture_customer_id: '1', email_id: '', phone: '9845765226' }]))['id'],
      61371820,
    );
    assert.equal(customerIn(ask('get', [{ kapture_customer_id: '65245', phone: '9845765226' }]))['id'], 65245);
  });
});

describe('sandbox Pull', () => {
  const idsOf = (range: Record<string, unknown>): unknown[] => {
    const { value } = sandbox().ask('pull', [range]);
    return Array.isArray(value['message']) ? (value['message'] as Record<string, unknown>[]).map(({ id }) => id) : [];
  };

  const ranges: readonly (readonly [start: string, end: string, isIn: boolean])[] = [
    ['2021-03-14', '2021-03-14', true],
    ['2021-03-14 14:21:11', '2021-03-14 14:21:11', true],
    ['2021-03-14 14:21:12', '2021-03-14', false],
    ['2021-03-14', '2021-03-14 14:21:10', false],
    ['2021-03-01', '2021-03-14', true],
    ['2021-03-14', '2021-03-14 23:59:59', true],
    ['2021-03-13', '2021-03-13', false],
  ];
  for (const [start, end, isIn] of ranges) {
    it(`${start} to ${end} → ${isIn ? 'includes' : 'does not include'} the customer created at 14:21:11`, () => {
      assert.deepEqual(idsOf({ start_date: start, end_date: end }), isIn ? [65245] : []);
    });
  }

  it('a day → includes its first and last second', () => {
    const { store, ask } = sandbox();
    const last = [...store.between('2026-01-01 00:00:00', '2026-03-09 23:59:59')].find(({ createdAt }) =>
      createdAt.endsWith('23:59:59'),
    )!;
    const day = last.createdAt.slice(0, 10);
    const dates = customersIn(ask('pull', [{ start_date: day, end_date: day }])).map(
      ({ generationDate }) => generationDate as string,
    );
    assert.match(dates[0]!, / 12:00:00 AM$/);
    assert.match(dates.at(-1)!, / 11:59:59 PM$/);
  });

  it('limit and offset → a page', () => {
    const all = idsOf({ start_date: '2026-02-01', end_date: '2026-02-28' });
    assert.ok(all.length > 60);
    assert.deepEqual(
      idsOf({ start_date: '2026-02-01', end_date: '2026-02-28', limit: '10', offset: 20 }),
      all.slice(20, 30),
    );
    assert.deepEqual(idsOf({ start_date: '2026-02-01', end_date: '2026-02-28', limit: '', offset: '' }), all);
  });

  it('all 120 days → every record can be read', () => {
    const { ask, store } = sandbox();
    const answer = ask('pull', [{ start_date: '2020-01-01', end_date: '2026-03-10' }]);
    assert.equal(customersIn(answer).length, store.size);
  });
});
