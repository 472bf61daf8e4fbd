import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import { dialectsOf, formOf, objectOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { requestSchema } from '../../../../src/kapture/catalogue/editorSchema.ts';

const accepts = (id: OperationId, dialect: Dialect, body: unknown): boolean => Check(requestSchema(id, dialect), body);

describe('requestSchema', () => {
  for (const id of operationIds)
    for (const served of dialectsOf(id)) {
      it(`${id} in ${served} → unchanged by a round trip through JSON`, () =>
        assert.deepEqual(JSON.parse(JSON.stringify(requestSchema(id, served))), requestSchema(id, served)));
      for (const written of dialectsOf(id)) {
        const form = formOf(id, written);
        it(`${id} in ${served}: the published sample of ${written}, with and without brackets → no error`, () => {
          assert.equal(accepts(id, served, form.sample), true);
          assert.equal(accepts(id, served, [form.sample]), true);
        });
        it(`${id} in ${served}: a body of ${written} with a value of a wrong type → an error`, () => {
          const [field] = form.minimal;
          const body = objectOf(form, Object.fromEntries(form.minimal.map((name) => [name, '1'])));
          const wrong = objectOf(
            form,
            Object.fromEntries(form.minimal.map((name) => [name, name === field ? false : '1'])),
          );
          assert.notDeepEqual(body, wrong);
          assert.equal(accepts(id, served, wrong), false);
          assert.equal(accepts(id, served, [wrong]), false);
        });
      }
    }

  for (const [id, served, body, isAccepted] of [
    // Fields of the served dialect count, even beside those of another one.
    ['add', 'flat', { customer_name: 1, customer_info: {} }, false],
    ['add', 'nested', { customer_info: { phone: false }, customer_name: '' }, false],
    // The body may be for a connection in another dialect, so the schema does not check for missing fields.
    ['add', 'nested', { phone: '1' }, true],
    ['add', 'nested', {}, true],
    ['pull', 'nested', { start_date: '2024-05-01' }, true],
    ['add', 'flat', {}, true],
    ['add', 'array', { name: 1 }, false],
    ['add', 'flat', { our_field: 1 }, true],
    ['add', 'flat', 'text', false],
  ] as const)
    it(`${id} in ${served}: ${JSON.stringify(body)} → ${isAccepted ? 'no error' : 'an error'}`, () =>
      assert.equal(accepts(id, served, body), isAccepted));

  it('add in flat → at most 60 kB, because VS Code compares its text with the previous one', () =>
    assert.ok(JSON.stringify(requestSchema('add', 'flat')).length < 60_000));
});
