import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { Check } from 'typebox/schema';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { testFileSchema } from '../../../../src/kapture/payloadTests/testFileSchema.ts';
import { suiteText } from './suite.ts';

const schema = testFileSchema();
const check = (one: object): boolean => Check(schema, { cases: [{ name: 'it', ...one }] });

describe('testFileSchema', () => {
  it('written as JSON and read → the same schema', () => assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema));
  it('the built-in suite → valid', () => assert.equal(Check(schema, parse(suiteText)), true));
  it('every reference → has a definition', () => {
    const references = [...JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name]) => name!);
    assert.deepEqual(
      references.filter((name) => !Object.hasOwn(schema['definitions'] as object, name)),
      [],
    );
    for (const id of operationIds) assert.ok(references.includes(`${id}-body`), id);
  });

  it('every property that is read → completed and explained', () => {
    interface Schema {
      readonly properties: Record<string, { readonly description?: string; readonly markdownDescription?: string }>;
    }
    const { properties, definitions } = schema as unknown as Schema & { readonly definitions: Record<string, Schema> };
    const read = readTestFile(JSON.stringify({ x: 1, cases: [{ name: 'it', x: 1, steps: [{ x: 1 }] }] }));
    const problems = [...read.problems, ...read.cases[0]!.problems].map(({ message }) => message);
    const known = problems.flatMap((message) => /Known properties: (.*)\.$/.exec(message)?.[1]!.split(', ') ?? []);
    const explained = [properties, definitions['case']!.properties, definitions['step']!.properties];
    for (const [name, { description, markdownDescription }] of explained.flatMap(Object.entries))
      assert.ok(description ?? markdownDescription, name);
    const offered = explained.flatMap((each) => Object.keys(each));
    assert.deepEqual(known.filter((name) => name !== '$schema').sort(), offered.sort());
  });

  const good: readonly object[] = [
    { tags: ['smoke', 'a.b-c_1'], operation: 'get', body: {} },
    { operation: 'add', body: { customer_name: 'Asha', phone: '9876543210' } },
    { operation: 'add', body: { phone: '1' }, expect: { outcome: 'failed' } },
    { operation: 'add', body: { phone: '1' }, expect: { status: 400 } },
    { operation: 'get', body: [{ phone: '{{$phone}}' }], key: 'wrong' },
    { operation: 'get', rawBody: '{' },
    { operation: 'get', body: {}, retry: { times: 5, pauseMs: 500 } },
    { data: '../rows.csv', operation: 'get', body: { phone: '{{$row.phone}}' } },
    {
      file: 'a/b.kapture-add.json',
      expect: { message: 'x', response: { '/a': { exists: true }, '/b': [1], '/c': { own: 1 } }, withinMs: 1 },
    },
    { operation: 'get', body: {}, expect: { response: { matchesSnapshot: true, ignore: ['/a/*/b'], '/a': 1 } } },
    { operation: 'add', body: { customer_info: { customer_name: 'Asha', phone: '1' } } },
    { operation: 'add', dialect: 'nested', body: { customer_info: { customer_name: 'Asha' } } },
    { operation: 'add', body: [{ name: 'Asha', phone: 1, email: '' }] },
    { operation: 'add', dialect: 'object-2016', body: { name: 'Asha', phone: '1', email: '' } },
    { operation: 'pull', body: { cm_id: 1, createStartDate: '2024-05-01', createEndDate: '2024-05-02', limit: 100 } },
    { steps: [{ operation: 'update', body: { kapture_customer_id: '{{id}}' }, take: { id: '/Enquiry/x' } }] },
  ];
  for (const one of good) it(`${JSON.stringify(one)} → valid`, () => assert.equal(check(one), true));

  const bad: readonly object[] = [
    { operation: 'get', body: {}, retry: { times: 0 } },
    { operation: 'get', body: {}, retry: { pauseMs: 500 } },
    { data: 'rows.txt', operation: 'get', body: {} },
    { steps: [{ data: 'rows.csv', operation: 'get', body: {} }] },
    { tags: 'smoke', operation: 'get', body: {} },
    { tags: ['two words'], operation: 'get', body: {} },
    {},
    { operation: 'add' },
    { body: {} },
    { steps: [] },
    { steps: [{}] },
    { operation: 'delete', body: {} },
    { operation: 'add', body: { customer_name: 'Asha', phone: '1' } },
    { operation: 'update', body: { customer_name: 'Asha' } },
    { operation: 'add', dialect: 'x', body: { customer_name: 'Asha', phone: '9876543210' } },
    { operation: 'add', body: { customer_info: { customer_name: ['Asha'] } } },
    { operation: 'add', dialect: 'array', body: { name: ['Asha'] } },
    { operation: 'pull', body: { createStartDate: '2024-05-01' } },
    { steps: [{ operation: 'get', body: { phone: [] } }] },
    { file: 'x.json' },
    { operation: 'get', body: {}, expects: {} },
    { operation: 'get', body: {}, expect: {} },
    { operation: 'get', body: {}, expect: { response: { a: 1 } } },
    { operation: 'get', body: {}, expect: { response: { '/a': { exists: 1 } } } },
    { operation: 'get', body: {}, expect: { response: { matchesSnapshot: false } } },
    { operation: 'get', body: {}, expect: { response: { ignore: ['/a'] } } },
    { operation: 'get', body: {}, expect: { response: { matchesSnapshot: true, ignore: ['a'] } } },
    { operation: 'get', body: {}, expect: { message: { has: 'x' } } },
    { operation: 'get', body: {}, take: { id: 'x' } },
  ];
  for (const one of bad) it(`${JSON.stringify(one)} → invalid`, () => assert.equal(check(one), false));
});
