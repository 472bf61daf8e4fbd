import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Check } from 'typebox/schema';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import type { dialects } from '../../../../src/kapture/catalogue/dialect.ts';
import { requestSchema } from '../../../../src/kapture/catalogue/editorSchema.ts';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';
import { learnRecord, noRecords, pathText } from '../../../../src/kapture/tenantFields/learnedRecords.ts';
import { openApi } from '../../../../src/kapture/tenantFields/openApi.ts';
import { schemaWithFields, type OfferedField } from '../../../../src/kapture/tenantFields/schemaWithFields.ts';
import {
  documentedRecord,
  fieldsOf,
  isOwn,
  ownCustomerFields,
  pathInRecord,
  type TenantLearning,
} from '../../../../src/kapture/tenantFields/tenantFields.ts';
import { tenantJsonSchema } from '../../../../src/kapture/tenantFields/recordSchema.ts';

interface Json {
  readonly [key: string]: Json;
}

function textOf(value: unknown): string {
  assert.ok(typeof value === 'string');
  return value;
}

function learnedFrom(...records: readonly object[]): TenantLearning['pull'] {
  const all = noRecords(0);
  for (const record of records) learnRecord(all, record, 1);
  return all;
}

const acme = 'https://acme.kapturecrm.com';

function connection(more: object = {}): Connection {
  const reading = readConnection({ name: 'Acme', baseUrl: acme, ...more });
  assert.ok(reading.connection);
  return reading.connection;
}

const learning: TenantLearning = {
  pull: learnedFrom(
    { id: 1, name: 'Asha', attr1: 'Gold', 'a/b': 1, contacts: [{ phone: '9876543210', rank: 2 }] },
    { id: 2, name: 'Ravi', attr1: '', extra: { deep: true } },
  ),
  get: learnedFrom({ id: 1, attr1: 'Gold', code: 'X' }),
  'get-ticket': learnedFrom({ task_details: { title: 'a' }, additional_info: { webform: { plan: 'Gold' } } }),
};

describe('the fields of a tenant', () => {
  it('customers → those that were seen in their order, then the documented others', () => {
    const fields = fieldsOf(documentedRecord('pull'), learning.pull!);
    assert.deepEqual(
      fields.filter(({ learned }) => learned).map(({ path }) => pathText(path)),
      ['id', 'name', 'attr1', 'a/b', 'contacts', 'contacts[].phone', 'contacts[].rank', 'extra', 'extra.deep'],
    );
    assert.deepEqual(
      fields.filter(isOwn).map(({ path }) => pathText(path)),
      ['attr1', 'a/b', 'contacts[].rank', 'extra', 'extra.deep'],
    );
    assert.deepEqual(
      ['contacts[].rank', 'extra.deep'].map((path) => fields.find((field) => pathText(field.path) === path)!.of),
      [1, 1],
    );
    assert.ok(fields.some(({ path, learned }) => path[0] === 'companyPhone' && !learned));
  });
  it('own fields that a request can have → plain ones, with the counts of the operation with more records', () =>
    assert.deepEqual(
      ownCustomerFields(learning).map(({ path, of }) => [path[0], of]),
      [
        ['attr1', 2],
        ['a/b', 2],
        ['code', 1],
      ],
    ));
  it('a ticket → the groups of the tenant', () =>
    assert.deepEqual(
      fieldsOf(documentedRecord('get-ticket'), learning['get-ticket']!)
        .filter(isOwn)
        .map(({ path }) => pathText(path)),
      ['additional_info.webform', 'additional_info.webform.plan'],
    ));
  it('a path in a response → in its record', () => {
    assert.deepEqual(pathInRecord('get', ['Customer Details', 'contacts', 0, 'phone']), ['contacts', '[]', 'phone']);
    assert.deepEqual(pathInRecord('get', ['Customer Details', 1, 'attr1']), ['attr1']);
    assert.deepEqual(pathInRecord('pull', ['message', 3, 'attr1']), ['attr1']);
    assert.deepEqual(pathInRecord('get-ticket', [0, 'history', 'x']), ['history', 'x']);
    assert.equal(pathInRecord('pull', ['status']), undefined);
  });
});

describe('schemas of requests with the fields of a tenant', () => {
  const offered: readonly OfferedField[] = [
    { name: 'attr1', type: 'string', detail: 'Loyalty tier', markdown: '**Loyalty tier**' },
    { name: 'zone', type: 'integer', detail: 'z', markdown: 'z' },
  ];
  const bodyOf = (operation: Parameters<typeof requestSchema>[0], dialect: (typeof dialects)[number]): Json => {
    const schema = requestSchema(operation, dialect, (body, each) => schemaWithFields(body, operation, each, offered));
    return (schema['definitions'] as Json)[dialect]!;
  };
  for (const dialect of ['flat', 'array', 'object-2016'] as const)
    it(`Add, ${dialect} → among the fields of the body, in any type, and documented ones stay`, () => {
      const { attr1, zone } = bodyOf('add', dialect)['properties']!;
      assert.deepEqual(
        [attr1!['completionDetail'], (attr1!['type'] as unknown as string[])[0]],
        ['Loyalty tier', 'string'],
      );
      assert.deepEqual(zone!['type'], 'string');
      for (const value of ['x', 1, null, [], {}]) assert.equal(Check({ type: attr1!['type'] }, value), true);
    });
  it('Add, nested → among the additional and associate fields of the customer', () => {
    const { customer_info: customer } = bodyOf('add', 'nested')['properties']!;
    for (const place of ['additional_fields', 'associate_fields'])
      assert.ok(customer!['properties']![place]!['properties']!['attr1'], place);
    assert.ok(!bodyOf('add', 'nested')['properties']!['attr1']);
  });
  for (const operation of ['get', 'get-ticket'] as const)
    it(`${operation} → no field is added`, () => assert.ok(!bodyOf(operation, 'flat')['properties']!['attr1']));
});

describe('exported schemas', () => {
  it('JSON Schema → with what was seen, accepts the records, and is valid', () => {
    const schema = tenantJsonSchema(learning) as Json;
    const { attr1, name, contacts } = schema['properties']!;
    assert.deepEqual(attr1, {
      type: 'string',
      'x-documented': false,
      'x-seen': { in: 3, of: 3, filled: 2 },
    });
    assert.equal(name!['x-documented'], true);
    assert.deepEqual(contacts!['items']!['properties']!['rank']!['x-seen'], { in: 1, of: 1, filled: 1 });
    assert.equal(textOf(schema['$schema']), 'https://json-schema.org/draft/2020-12/schema');
    assert.ok(Check(schema, { id: 1, attr1: 'Gold', other: 1, contacts: [{ rank: 3 }] }));
    assert.ok(!Check(schema, { attr1: 5 }));
    assert.ok(Check(schema, { contacts: [], generationDate: { year: 2021 } }));
  });

  const forms: readonly object[] = [
    {},
    { dialect: 'nested', cmId: '7' },
    { dialects: { add: 'array', update: 'object-2016' } },
    { paths: { 'get-ticket': '/search-ticket-by-ticket-id.html/v.2.0?=' } },
    {
      headers: [
        { name: 'x-api-key', from: 'secret' },
        { name: 'x-api-type', value: 'TICKET', operations: ['get-ticket'] },
      ],
    },
  ];
  for (const form of forms)
    for (const learned of [learning, {}])
      it(`OpenAPI of a connection with ${JSON.stringify(form)}${learned === learning ? '' : ', nothing learned'} → valid`, async () => {
        const document = openApi(connection(form), learned, '2026-11-28');
        const result = await new Validator().validate(structuredClone(document));
        assert.deepEqual(result.errors, undefined);
        assert.ok(result.valid);
        const { schemas } = document['components'] as Json;
        for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g))
          assert.ok(schemas![name], name);
      });
  it('OpenAPI → every operation at its path, those of one path together, without secrets', () => {
    const document = openApi(connection(forms[4]), learning, '1') as Json;
    const paths = document['paths']!;
    assert.deepEqual(
      Object.values(paths)
        .map(({ post }) => textOf(post!['operationId']))
        .toSorted(),
      [
        'add-or-update',
        'get',
        'pull',
        'add-ticket',
        'get-ticket',
        'update-ticket',
        'pull-tickets-or-customer-tickets',
        'push-enquiry',
        'push-order',
        'add-order-or-update-order',
        'pull-orders',
        'push-product',
        'get-faq',
      ].sort(),
    );
    const ticket = paths[operations['get-ticket'].path]!['post']!['parameters'] as unknown as { name: string }[];
    assert.deepEqual(
      ticket.map(({ name }) => name),
      ['x-api-key', 'x-api-type'],
    );
    assert.ok(!JSON.stringify(document).includes('"TICKET"'));
    const { schemas } = document['components']!;
    for (const id of operationIds) assert.ok(schemas![`${operations[id].title.replaceAll(' ', '')}Request`], id);
    assert.deepEqual(schemas!['AddCustomerRequest']!['properties']!['attr1']!['x-seen'], { in: 2, of: 2, filled: 1 });
  });
  it('OpenAPI of the nested dialect → its fields, with those of the tenant in their place', () => {
    const document = openApi(connection({ dialect: 'nested', cmId: '7' }), learning, '1') as Json;
    const add = document['components']!['schemas']!['AddCustomerRequest']!['properties']!;
    assert.ok(add['customer_info']!['properties']!['additional_fields']!['properties']!['attr1']);
    assert.ok(!add['attr1']);
  });
});
