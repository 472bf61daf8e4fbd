import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import type { Dialect } from '../../../src/kapture/catalogue/dialect.ts';
import { dialectsOf, formOf, objectOf } from '../../../src/kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../../src/kapture/catalogue/registry.ts';
import { readResponse } from '../../../src/kapture/responses/readResponse.ts';
import type { HandlerOptions } from '../../../src/sandbox/sandboxHandler.ts';
import { contactsOf, customerIn, customersIn, sample, sandbox, type Answer } from './support.ts';

const mark = 'x-kapture-sandbox';

/** The body of a form with values by their shared names, in the shape of the form. */
function bodyOf(operation: OperationId, dialect: Dialect, values: Readonly<Record<string, unknown>>): string {
  const form = formOf(operation, dialect);
  const object = objectOf(form, values);
  return JSON.stringify(form.shape === 'array-of-one' ? [object] : object);
}

type Send = ReturnType<typeof sandbox>['send'];

function ask(send: Send, operation: OperationId, dialect: Dialect, values: Readonly<Record<string, unknown>>): Answer {
  return send({ path: formOf(operation, dialect).path, body: bodyOf(operation, dialect, values) });
}

/** The types of a value's parts: of an array, those of its first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? [shapeOf(value[0])] : [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)]));
}

/** The paths at which a value lacks a part of a shape, or has another type. */
function differences(shape: unknown, value: unknown, path = ''): string[] {
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [path];
    return shape.flatMap((item) => differences(item, value[0], `${path}[0]`));
  }
  if (typeof shape !== 'object' || shape === null) return typeof value === shape ? [] : [path];
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return Object.entries(shape).flatMap(([key, part]) => differences(part, object[key], `${path}/${key}`));
}

describe('sandbox and the published samples of every dialect', () => {
  interface Case {
    readonly operation: OperationId;
    readonly dialect: Dialect;
    readonly file: string;
    readonly isInferred?: boolean;
    readonly options?: HandlerOptions;
    /** Parts of the published response that the sandbox's response does not have. */
    readonly lacks?: readonly string[];
  }
  const cases: readonly Case[] = [
    { operation: 'add', dialect: 'flat', file: 'add' },
    { operation: 'update', dialect: 'flat', file: 'update' },
    { operation: 'get', dialect: 'flat', file: 'get' },
    { operation: 'add', dialect: 'nested', file: 'modules/customer-add-nested', isInferred: true },
    { operation: 'update', dialect: 'nested', file: 'modules/customer-update-nested', isInferred: true },
    { operation: 'add', dialect: 'array', file: 'modules/customer-add-array' },
    {
      operation: 'add',
      dialect: 'array',
      file: 'modules/customer-add-array-client',
      isInferred: true,
      options: { lowerCaseEnvelope: true },
    },
    { operation: 'add', dialect: 'object-2016', file: 'modules/customer-add-object2016' },
    {
      operation: 'get',
      dialect: 'flat',
      file: 'modules/customer-get-array',
      // The page of the flat form has the same response without this key.
      lacks: ['/Customer Details/feedbackOnCustomer'],
    },
    { operation: 'get-ticket', dialect: 'flat', file: 'modules/ticket-get' },
    {
      operation: 'get-ticket',
      dialect: 'flat',
      file: 'modules/ticket-get-notes',
      isInferred: true,
      // These are groups of fields that a tenant made.
      lacks: ['[0]/additional_info/partner_details/mapped_partner_name', '[0]/additional_info/partner_details/zone'],
    },
    { operation: 'get-ticket', dialect: 'flat', file: 'modules/ticket-get-chat', isInferred: true },
  ];
  for (const { operation, dialect, file, isInferred = false, options = {}, lacks = [] } of cases) {
    it(`${file} → a valid request, and a response with the published keys and types`, () => {
      const form = formOf(operation, dialect);
      const body = sample(`${file}.request.json`);
      const object: unknown = form.shape === 'array-of-one' ? (JSON.parse(body) as unknown[])[0] : JSON.parse(body);
      assert.ok(Check(form.request(), object));

      const { status, headers, text, value } = sandbox(undefined, undefined, options).send({ path: form.path, body });
      const published = JSON.parse(sample(`${file}.response.json`)) as unknown;
      assert.deepEqual(differences(shapeOf(published), value), lacks);
      assert.equal(headers[mark], isInferred ? 'inferred' : undefined);
      const reading = readResponse(operation, status, text, form);
      assert.equal(reading.outcome, 'success');
      const hasId = operations[operation].writes && dialect !== 'object-2016';
      assert.match(reading.customerId ?? '', hasId ? /^\d{8,}$/ : /^$/);
    });
  }

  for (const [dialect, file] of [
    ['array', 'customer-add-array'],
    ['object-2016', 'customer-add-object2016'],
  ] as const) {
    it(`${file} → exactly the published response, except for the new ID`, () => {
      const { text } = sandbox().send({
        path: formOf('add', dialect).path,
        body: sample(`modules/${file}.request.json`),
      });
      const withoutId = (json: string): string => JSON.stringify(JSON.parse(json)).replace(/"\d{8}\d*"/, '"id"');
      assert.equal(withoutId(text), withoutId(sample(`modules/${file}.response.json`)));
    });
  }

  it('customer-pull-search → the organization of that day', () => {
    const { headers, text, value, status } = sandbox().send({
      path: formOf('pull', 'nested').path,
      body: sample('modules/customer-pull-search.request.json'),
    });
    assert.deepEqual(
      (value['message'] as Record<string, unknown>[]).map(({ id, isOrganization }) => [id, isOrganization]),
      [[191690263, true]],
    );
    assert.equal(value['status'], 'success');
    assert.equal(headers[mark], 'inferred');
    assert.equal(readResponse('pull', status, text).records.length, 1);
  });
});

describe('sandbox dialects on one store', () => {
  const person = { customer_name: 'Asha Rao', phone: '9876543210', email_id: 'asha@example.com', city: 'Pune' };
  const today = { cm_id: 2469, start_date: '2026-03-10', end_date: '2026-03-11', limit: 1000 };

  for (const dialect of dialectsOf('add')) {
    it(`a customer added as ${dialect} → found by Get, Pull and a search`, () => {
      const { send, ask: askFlat } = sandbox();
      const added = ask(send, 'add', dialect, { ...person, customer_code: 'C-77' });
      assert.equal(readResponse('add', added.status, added.text).outcome, 'success');
      const byPhone = customerIn(askFlat('get', [{ phone: person.phone }]));
      assert.deepEqual(
        [byPhone['name'], byPhone['companyPhone'], byPhone['city'], contactsOf(byPhone)[0]!['email']],
        ['Asha Rao', '9876543210', 'Pune', 'asha@example.com'],
      );
      assert.deepEqual(customerIn(askFlat('get', [{ email_id: person.email_id }])), byPhone);
      const pulled = customersIn(askFlat('pull', [{ start_date: '2026-03-10', end_date: '2026-03-10' }]));
      const searched = customersIn(ask(send, 'pull', 'nested', today));
      assert.deepEqual(
        [pulled, searched].map((records) => records.filter(({ id }) => id === byPhone['id']).length),
        [1, 1],
      );
      if (dialect !== 'flat') {
        assert.equal(byPhone['customerCode'], 'C-77');
        assert.deepEqual(customerIn(askFlat('get', [{ customer_id: 'C-77' }])), byPhone);
      }
    });
  }

  for (const dialect of ['flat', 'nested'] as const) {
    it(`an Update as ${dialect} of a customer added as array → changed`, () => {
      const { send, ask: askFlat } = sandbox();
      const id = ask(send, 'add', 'array', { ...person, customer_code: 'C-77' }).value['Kapture Customer Id'];
      const update = ask(send, 'update', dialect, { kapture_customer_id: id, city: 'Mysore' });
      assert.equal(update.value['status'], 'success');
      const record = customerIn(askFlat('get', [{ customer_id: 'C-77' }]));
      assert.deepEqual([String(record['id']), record['city'], record['name']], [id, 'Mysore', 'Asha Rao']);
    });
  }

  for (const dialect of ['array', 'object-2016'] as const) {
    for (const field of ['customer_code', 'customer_id']) {
      it(`an Add as ${dialect} with a known ${field} → updates that customer, marked as inferred`, () => {
        const { send, store, ask: askFlat } = sandbox();
        const first = { name: 'Asha Rao', phone: '9876543210', email: '', [field]: 'own-1' };
        const sendOne = (one: object): Answer =>
          send({
            path: formOf('add', dialect).path,
            body: JSON.stringify(dialect === 'array' ? [one] : one),
          });
        const added = sendOne(first);
        const size = store.size;
        const updated = sendOne({ ...first, phone: '9876500000' });
        assert.deepEqual([added.headers[mark], updated.headers[mark]], [undefined, 'inferred']);
        assert.equal(updated.value['Status'], 'Success');
        assert.equal(updated.value['Kapture Customer Id'], added.value['Kapture Customer Id']);
        assert.equal(store.size, size);
        assert.equal(customerIn(askFlat('get', [{ customer_id: 'own-1' }]))['companyPhone'], '9876500000');
      });
    }
  }

  it("an array with Kapture's ID instead of a code → no customer is changed, marked as inferred", () => {
    const { send, ask: askFlat } = sandbox();
    const { path } = formOf('update', 'array');
    const body = JSON.stringify([{ name: 'Changed', phone: '9876543210', kapture_customer_id: '65033646' }]);
    const answer = send({ path, body });
    assert.deepEqual([answer.status, answer.headers[mark]], [400, 'inferred']);
    assert.notEqual(customerIn(askFlat('get', [{ kapture_customer_id: '65033646' }]))['name'], 'Changed');
  });

  it('fields that only other forms have → at their keys in records, and the rest at the end', () => {
    const { send, ask: askFlat } = sandbox();
    const nested = {
      customer_info: {
        customer_name: 'ABC',
        phone: '9876543210',
        locality: 'Domlur',
        address: '1 Main Road',
        pincode: 560071,
        type: 't',
        classification: 'gold',
        remarks: 'call back',
        organization: true,
        customer_remarks: 'loyal',
        primary_source: 'linkedin',
        secondary_source: 'post',
        customer_assign_emp_email: 'agent@example.com',
        update: false,
        additional_fields: { loyalty_tier: 'silver' },
        associate_fields: { visits: 3 },
      },
      contact_info: [
        { title: 'Dr', first_name: 'Asha', last_name: 'Rao', gender: 'Female', dob: '1990-01-31' },
        { contact_person_name: 'Ravi', contact_person_phone: '9876500000' },
      ],
      enquiry_info: { subStatus: 'US' },
    };
    send({ path: formOf('add', 'nested').path, body: JSON.stringify(nested) });
    const record = customerIn(askFlat('get', [{ phone: '9876543210' }]));
    const expected = {
      locality: 'Domlur',
      address: '1 Main Road',
      pinCode: '560071',
      customerType: 't',
      classification: 'gold',
      remarks: 'call back',
      isOrganization: true,
      customer_remarks: 'loyal',
      campaign_name: 'linkedin',
      secSource: 'post',
      customer_assign_emp_email: 'agent@example.com',
      loyalty_tier: 'silver',
      visits: 3,
      'contact_info.0.dob': '1990-01-31',
      'enquiry_info.subStatus': 'US',
    };
    for (const [key, value] of Object.entries(expected)) assert.equal(record[key], value, key);
    assert.deepEqual(
      Object.keys(record).filter((key) => key.includes('.') || key.includes('update')),
      ['contact_info.0.dob', 'enquiry_info.subStatus'],
    );
    assert.deepEqual(
      contactsOf(record).map(({ title, contactPerson, gender, phone }) => [title, contactPerson, gender, phone]),
      [
        ['Dr', 'Asha Rao', 'F', '9876543210'],
        ['', 'Ravi', ' ', '9876500000'],
      ],
    );
    const [, ravi] = contactsOf(record);
    const update = {
      customer_info: { customer_id: record['id'] },
      contact_info: [{ contact_id: ravi!['id'], contact_person_email: 'ravi@example.com' }],
    };
    send({ path: formOf('update', 'nested').path, body: JSON.stringify(update) });
    assert.deepEqual(
      contactsOf(customerIn(askFlat('get', [{ phone: '9876543210' }]))).map(({ contactPerson, email }) => [
        contactPerson,
        email,
      ]),
      [
        ['Asha Rao', ''],
        ['Ravi', 'ravi@example.com'],
      ],
    );
  });

  it('a flat body at the other paths that a tenant may have → success', () => {
    for (const path of formOf('add', 'flat').otherPaths ?? []) {
      const { send, ask: askFlat } = sandbox();
      const body = JSON.stringify({
        customer_name: 'Asha',
        phone: '9876543210',
        address: '1 Main Road',
        pincode: '56',
      });
      assert.equal(send({ path, body }).value['status'], 'success');
      const record = customerIn(askFlat('get', [{ phone: '9876543210' }]));
      assert.deepEqual([record['address'], record['pincode']], ['1 Main Road', '56']);
    }
  });
});

describe('sandbox bodies that do not fit the path', () => {
  const { path: arrayPath } = formOf('add', 'array');
  const { path: nestedPath } = formOf('add', 'nested');
  const { path: pullPath } = formOf('pull', 'flat');
  const nested = { customer_info: { customer_name: 'Asha', phone: '9876543210' } };
  const search = { cm_id: 2469, createStartDate: '2026-03-09', createEndDate: '2026-03-10' };
  const bodies: readonly (readonly [path: string, body: unknown])[] = [
    [nestedPath, [nested]],
    [nestedPath, { customer_name: 'Asha', phone: '9876543210' }],
    [nestedPath, { name: 'Asha', phone: '9876543210', email: '' }],
    [nestedPath, { customer_info: 'Asha' }],
    [nestedPath, { ...nested, contact_info: {} }],
    [nestedPath, { ...nested, contact_info: ['Asha'] }],
    [nestedPath, { customer_info: { customer_name: ['Asha'], phone: '9876543210' } }],
    [arrayPath, nested],
    [arrayPath, [nested]],
    [arrayPath, [{ customer_name: 'Asha', phone: '9876543210' }]],
    [
      arrayPath,
      [
        { name: 'Asha', phone: '9876543210', email: '' },
        { name: 'Ravi', phone: '9876543211', email: '' },
      ],
    ],
    [arrayPath, [{ name: 'Asha', phone: { mobile: '9876543210' }, email: '' }]],
    [pullPath, [search]],
    [pullPath, { start_date: '2026-03-09', end_date: '2026-03-09' }],
    [pullPath, { ...search, limit: 'ten' }],
    [pullPath, { ...search, offset: -1 }],
  ];
  for (const [path, body] of bodies) {
    it(`${JSON.stringify(body)} at ${path} → Invalid Json.`, () => {
      const { send, store } = sandbox();
      const before = store.size;
      const answer = send({ path, body: JSON.stringify(body) });
      assert.equal(answer.status, 400);
      assert.ok(
        ['message', 'Message'].some((key) => answer.value[key] === 'Invalid Json.'),
        answer.text,
      );
      assert.equal(store.size, before);
    });
  }
});

describe('sandbox search', () => {
  const day = { cm_id: '2469', createStartDate: '2026-03-09', createEndDate: '2026-03-10', limit: 1000 };
  const search = (fields: object): Answer =>
    sandbox().send({ path: formOf('pull', 'nested').path, body: JSON.stringify({ ...day, ...fields }) });
  const all = customersIn(search({}));
  const idsOf = (records: readonly Record<string, unknown>[]): unknown[] => records.map(({ id }) => id);

  it('a day and the next one → the customers of the first day', () => {
    const ofDay = customersIn(sandbox().ask('pull', [{ start_date: '2026-03-09', end_date: '2026-03-09' }]));
    assert.ok(ofDay.length > 1);
    assert.deepEqual(idsOf(all), idsOf(ofDay));
    assert.deepEqual(idsOf(customersIn(search({ createEndDate: '2026-03-09' }))), idsOf(ofDay));
  });

  it('limit and offset → a page', () => {
    assert.deepEqual(idsOf(customersIn(search({ limit: '1', offset: 1 }))), idsOf(all.slice(1, 2)));
  });

  it('no limit → 100 customers', () => {
    const { store, send } = sandbox();
    for (let index = 0; index < 120; index++)
      ask(send, 'add', 'flat', { customer_name: 'Asha', phone: String(9_000_000_000 + index) });
    assert.ok(store.size > 120);
    const range = { cm_id: 2469, start_date: '2026-03-10', end_date: '2026-03-10' };
    assert.equal(customersIn(ask(send, 'pull', 'nested', range)).length, 100);
    assert.equal(customersIn(ask(send, 'pull', 'nested', { ...range, limit: '', offset: 100 })).length >= 20, true);
  });

  for (const [title, fields] of [
    ['a tenant ID that is missing', { cm_id: '' }],
    ['two days', { createEndDate: '2026-03-11' }],
  ] as const) {
    it(`${title} → a failure of the sandbox itself`, () => {
      const { status, headers, value } = search(fields);
      assert.deepEqual([status, headers[mark], value['status']], [400, 'inferred', 'failed']);
      assert.match(value['message'] as string, /^Sandbox: /);
    });
  }

  for (const fields of [
    { createStartDate: '' },
    { createStartDate: '2026-03-09 00:00:00' },
    { createEndDate: '2026-03-08' },
    { createStartDate: '1999-01-01', createEndDate: '1999-01-02' },
  ]) {
    it(`${JSON.stringify(fields)} → No customer between dates., marked as inferred`, () => {
      const { headers, value } = search(fields);
      assert.deepEqual(value, { message: 'No customer between dates.', status: 'failed' });
      assert.equal(headers[mark], 'inferred');
    });
  }

  const [first] = all as [Record<string, unknown>];
  const named =
    (name: string): ((record: Record<string, unknown>) => boolean) =>
    (record) =>
      String(record['name']).toLowerCase().includes(name);
  const firstName = String(first['name']).toLowerCase().slice(0, 4);
  const filters: readonly (readonly [fields: object, expected: (record: Record<string, unknown>) => boolean])[] = [
    [{ name: firstName }, named(firstName)],
    [{ customer_id: String(first['id']) }, ({ id }) => id === first['id']],
    [{ customerCode: first['customerCode'] }, ({ customerCode }) => customerCode === first['customerCode']],
    [{ zone_id: first['zone'] }, ({ zone }) => first['zone'] === 0 || zone === first['zone']],
    [{ zone_id: 1, zoneIdStr: `1, ${String(first['zone'])}` }, ({ zone }) => zone === first['zone']],
    [{ assignedToId: first['assignedToId'] }, ({ assignedToId }) => assignedToId === first['assignedToId']],
    [
      { assignedToId: first['assignedToId'], assignedToIdStr: '1' },
      ({ assignedToId }) => assignedToId === first['assignedToId'],
    ],
    [{ primarySourceId: first['campaignId'] }, ({ campaignId }) => campaignId === first['campaignId']],
    [{ isOrganisation: true, isIndividual: 'true' }, ({ isOrganization }) => isOrganization === true],
    [{ isOrganisation: false, isIndividual: 'true' }, ({ isOrganization }) => isOrganization === false],
    [{ isChannelPartner: 'true' }, () => false],
    [{ secondarySourceId: 5 }, () => false],
    [{ secondarySourceId: 0, name: '', isAllCustomerPage: true }, () => true],
  ];
  for (const [fields, expected] of filters) {
    it(`the filter ${JSON.stringify(fields)} → the customers with these values`, () => {
      const { value } = search(fields);
      const found = Array.isArray(value['message']) ? (value['message'] as Record<string, unknown>[]) : [];
      assert.deepEqual(idsOf(found), idsOf(all.filter(expected)));
    });
  }

  it('the filters phone, email and attr1 → the customer with these values', () => {
    const { send } = sandbox();
    const added = { customer_name: 'Asha', phone: '9876543210', email_id: 'asha@example.com', attr1: 'Blue' };
    ask(send, 'add', 'flat', added);
    const today = { cm_id: 2469, createStartDate: '2026-03-10', createEndDate: '2026-03-10' };
    for (const fields of [{ phone: added.phone }, { email: 'ASHA@example.com' }, { attr1: 'blue' }]) {
      const body = JSON.stringify({ ...today, ...fields });
      const found = customersIn(send({ path: formOf('pull', 'nested').path, body }));
      assert.deepEqual(
        found.map(({ name }) => name),
        ['Asha'],
      );
    }
  });
});

describe('Get Ticket', () => {
  for (const type of ['emails', 'constructor', '__proto__'])
    it(`conversations of an unknown type (${type}) → the ticket without conversations`, () => {
      const body = { ticket_ids: '713516551148', conversation_type: type };
      const { text } = sandbox().ask('get-ticket', body);
      assert.equal(text, sandbox().ask('get-ticket', { ticket_ids: '713516551148' }).text);
    });
});

describe('a strict sandbox', () => {
  const person = { customer_name: 'Asha', phone: '9876543210', email_id: 'asha@example.com', customer_code: '7' };
  const other = { ...person, phone: '9876543211', email_id: 'ravi@example.com' };
  const day = { start_date: '2026-03-09', end_date: '2026-03-09' };
  const cases: readonly (readonly [OperationId, Dialect, Readonly<Record<string, unknown>>, status: number])[] = [
    ['add', 'flat', person, 200],
    ['update', 'flat', { kapture_customer_id: '65033646', city: 'Pune' }, 200],
    ['update', 'flat', { kapture_customer_id: '1', city: 'Pune' }, 501],
    ['update', 'flat', { kapture_customer_id: '65033646', phone: '9845765226' }, 501],
    ['add', 'nested', person, 501],
    ['add', 'nested', {}, 200],
    ['update', 'nested', { kapture_customer_id: '65033646', city: 'Pune' }, 501],
    ['add', 'array', person, 200],
    ['add', 'array', { ...person, phone: '9845765226' }, 501],
    ['add', 'array', { ...other, customer_code: 'known' }, 501],
    ['add', 'array', { ...person, customer_name: '' }, 501],
    ['add', 'object-2016', person, 200],
    ['pull', 'flat', day, 200],
    ['pull', 'flat', { ...day, limit: 5 }, 501],
    ['pull', 'nested', { ...day, cm_id: 2469 }, 501],
    ['get', 'flat', { kapture_customer_id: '65033646' }, 200],
    ['get-ticket', 'flat', { ticket_ids: '713516551148' }, 200],
    ['get-ticket', 'flat', { ticket_ids: '713516551148,1' }, 501],
    ['get-ticket', 'flat', { ticket_ids: '713516551148', conversation_type: 'notes' }, 501],
  ];
  for (const [operation, dialect, values, status] of cases) {
    const title = `${operation} as ${dialect}, ${JSON.stringify(values)}`;
    it(`${title} → ${status === 501 ? '501 without carrying it out' : 'a published response'}`, () => {
      const { send, store } = sandbox(undefined, undefined, { strict: true });
      ask(send, 'add', 'array', { customer_name: 'Known', phone: '9876500000', customer_code: 'known' });
      const before = [...store.between('2000-01-01 00:00:00', '2099-12-31 23:59:59')];
      const answer = ask(send, operation, dialect, values);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers[mark], status === 501 ? 'inferred' : undefined);
      if (status !== 501) return;
      assert.match(answer.text, /^\{"[Mm]essage":"Sandbox: /);
      assert.deepEqual([...store.between('2000-01-01 00:00:00', '2099-12-31 23:59:59')], before);
    });
  }
});

describe('a sandbox that requires x-api-key', () => {
  const { send } = sandbox(undefined, undefined, { requireApiKey: true });
  const basic = 'Basic a2FwZGVtbzprYXAxMjM=';
  for (const [headers, status] of [
    [{ authorization: basic, 'x-api-key': basic, 'x-api-type': 'TICKET' }, 200],
    [{ authorization: basic, 'x-api-key': basic }, 401],
    [{ authorization: basic, 'x-api-type': 'TICKET' }, 401],
    [{ authorization: basic, 'x-api-key': 'Basic other', 'x-api-type': 'TICKET' }, 401],
    [{ 'x-api-key': basic, 'x-api-type': 'TICKET' }, 401],
  ] as const) {
    it(`${Object.keys(headers).join(', ')} ${status === 401 ? 'of another kind ' : ''}→ ${status}`, () => {
      const answer = send({ path: operations.get.path, body: sample('get.request.json'), headers });
      assert.equal(answer.status, status);
      if (status === 401) assert.deepEqual(answer.value, { message: 'Invalid Auth Key', status: 'failed' });
    });
  }

  it('both headers without the option → accepted', () => {
    const headers = { authorization: basic, 'x-api-key': 'any', 'x-api-type': 'TICKET' };
    assert.equal(sandbox().send({ path: operations.get.path, body: sample('get.request.json'), headers }).status, 200);
  });
});
