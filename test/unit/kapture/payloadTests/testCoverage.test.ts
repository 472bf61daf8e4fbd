import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { operationIds, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { stepsThatRun } from '../../../../src/kapture/payloadTests/stepsThatRun.ts';
import {
  testCoverage,
  type Covered,
  type OperationCoverage,
} from '../../../../src/kapture/payloadTests/testCoverage.ts';
import { suiteText } from './suite.ts';

function coverageOf(text: string, operation: OperationId): OperationCoverage {
  const sent = stepsThatRun(text).map((step) => ({
    step,
    body: step.source.kind === 'body' ? step.source.content.text : undefined,
  }));
  return testCoverage(sent).find((one) => one.operation === operation)!;
}

const coverageOfCase = (raw: { readonly operation: OperationId; readonly [key: string]: unknown }): OperationCoverage =>
  coverageOf(JSON.stringify({ cases: [{ name: 'it', ...raw }] }), raw.operation);

const covered = (all: readonly Covered[]): string[] => all.filter(({ isCovered }) => isCovered).map(({ name }) => name);

describe('testCoverage', () => {
  it('no tests → nothing is covered', () => {
    for (const { requests, requestFields, responseFields, failures } of testCoverage([])) {
      assert.equal(requests, 0);
      assert.ok(requestFields.length && responseFields.length && failures.length);
      assert.deepEqual(covered([...requestFields, ...responseFields, ...failures]), []);
    }
  });

  it('a body → its documented fields, in every dialect', () => {
    for (const body of [
      { customer_name: 'Asha', phone: '{{$phone}}', own_field: 1 },
      [{ phone: 'x', customer_name: 'Asha' }],
      { customer_info: { customer_name: 'Asha', phone: '1' } },
    ])
      assert.deepEqual(covered(coverageOfCase({ operation: 'add', body }).requestFields).sort(), [
        'customer_name',
        'phone',
      ]);
  });

  it('the ID of a customer → a field of Update, not of Add, which would be refused', () => {
    const fieldsOf = (operation: OperationId): string[] =>
      testCoverage([])
        .find((one) => one.operation === operation)!
        .requestFields.map(({ name }) => name);
    assert.ok(!fieldsOf('add').includes('kapture_customer_id'));
    assert.ok(fieldsOf('update').includes('kapture_customer_id'));
  });

  it('a wrong key → the failures of its dialect for a refused key', () => {
    for (const [dialect, messages] of [
      ['flat', ['Invalid Auth Key']],
      ['nested', ['Invalid Auth Key']],
      ['object-2016', ['Message Key Expired', 'Auth Key Expired']],
    ] as const)
      assert.deepEqual(
        covered(coverageOfCase({ operation: 'add', dialect, body: {}, key: 'wrong' }).failures).sort(),
        [...messages].sort(),
        dialect,
      );
  });

  it('the dialects of the requests → only their fields and failures count', () => {
    const own = (dialects: readonly Dialect[], ofConnection: Dialect) => {
      const cases = dialects.map((dialect, at) => ({ name: `${at}`, operation: 'add', body: {}, dialect }));
      const steps = stepsThatRun(JSON.stringify({ cases }));
      const connection = { dialect: 'flat', dialects: { add: ofConnection } } as const;
      const sent = steps.map((step) => ({ step, body: '{}' }));
      const found = testCoverage(sent, connection).find(({ operation }) => operation === 'add')!;
      return {
        dialects: found.dialects,
        fields: found.requestFields.map(({ name }) => name),
        failures: found.failures.map(({ name }) => name),
      };
    };
    const nested = own([], 'nested');
    const flat = own([], 'flat');
    assert.deepEqual([nested.dialects, flat.dialects], [['nested'], ['flat']]);
    assert.ok(flat.failures.includes('Invalid email id.') && !nested.failures.includes('Invalid email id.'));
    assert.ok(nested.failures.includes('Name, Email Id, and Phone Number required'));
    assert.ok(nested.fields.includes('contact_person_name'));
    assert.deepEqual(own(['nested'], 'flat'), nested);
    assert.deepEqual(own(['nested', 'flat'], 'array').dialects, ['flat', 'nested']);
  });

  it('an operation without a form in the dialect → its only form', () => {
    const found = testCoverage([], { dialect: 'nested', dialects: {} });
    for (const { operation, dialects, requestFields } of found) {
      assert.equal(dialects.length, 1, operation);
      assert.ok(requestFields.length > 0, operation);
    }
  });

  it('the built-in tests → every documented failure', () => {
    for (const operation of operationIds)
      assert.deepEqual(
        coverageOf(suiteText, operation).failures.filter(({ isCovered }) => !isCovered),
        [],
        operation,
      );
  });

  it('an expectation → its field; of an object that must be equal → the fields in it; an index → every element', () => {
    const get = { operation: 'get', body: {} } as const;
    const of = (response: object): string[] => covered(coverageOfCase({ ...get, expect: { response } }).responseFields);
    assert.deepEqual(of({ '/Customer Details/name': { exists: true } }), ['/Customer Details/name']);
    assert.deepEqual(of({ '/Customer Details': { exists: true } }), []);
    assert.ok(of({ '/Customer Details': { name: 'Asha' } }).includes('/Customer Details/name'));
  });

  it('a snapshot → every field, except the ignored ones', () => {
    const expect = { response: { matchesSnapshot: true, ignore: ['/Customer Details/name'] } };
    const { responseFields } = coverageOfCase({ operation: 'get', body: {}, expect });
    assert.deepEqual(
      responseFields.filter(({ isCovered }) => !isCovered).map(({ name }) => name),
      ['/Customer Details/name'],
    );
  });

  it('a message that is equal or contained → its failure', () => {
    const add = { operation: 'add', body: {} } as const;
    for (const message of ['Invalid email id.', { contains: 'Invalid email' }])
      assert.deepEqual(covered(coverageOfCase({ ...add, expect: { outcome: 'failed', message } }).failures), [
        'Invalid email id.',
      ]);
    assert.equal(covered(coverageOfCase({ ...add, key: 'wrong' }).failures).length, 1);
  });

  it('a part of several messages → none of their failures', () => {
    const expect = { message: { contains: 'Invalid' } };
    assert.deepEqual(covered(coverageOfCase({ operation: 'add', body: {}, expect }).failures), []);
  });

  it('a case or a file that does not run → nothing', () => {
    const one = { name: 'it', operation: 'add', body: {}, expect: { outcome: 'failed', message: 'Invalid email id.' } };
    for (const text of [
      JSON.stringify({ cases: [{ ...one, expct: 1 }] }),
      JSON.stringify({ cases: [one] }).replace(']}', ',]}}'),
      JSON.stringify({ cases: [one], dialct: 'flat' }),
    ]) {
      const { requests, failures } = coverageOf(text, 'add');
      assert.deepEqual([requests, covered(failures)], [0, []], text);
    }
  });

  it('the example tests → failures of Get and Add', () => {
    for (const operation of ['get', 'add'] as const) {
      const { failures } = coverageOf(suiteText, operation);
      assert.ok(covered(failures).length >= 3, JSON.stringify(failures));
    }
  });
});
