import assert from 'node:assert/strict';
import { examples } from '../../../../src/kapture/catalogue/examples.ts';
import { formsOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { authKeyOffset, isSecretName } from '../../../../src/kapture/redaction/secretNames.ts';

describe('isSecretName', () => {
  for (const name of [
    'x-api-key',
    'kapture_pwd',
    'passwd',
    'x-pin',
    'login_pin',
    'X-Otp',
    'otpCode',
    'pass_phrase',
    'AuthKey',
    'Authorization',
    'sign',
    'x-signature',
    'designKey',
    'assign_token',
  ])
    it(`${name} → a secret`, () => assert.ok(isSecretName(name)));
  for (const name of ['phone', 'city', 'pincode', 'pin_code', 'shipping', 'api_id', 'x-client', 'keyword', 'author_id'])
    it(`${name} → not a secret`, () => assert.ok(!isSecretName(name)));

  it('every documented field of a request → not a secret', () => {
    const schemas = operationIds.flatMap((id) => formsOf(id).map((form) => JSON.stringify(form.request())));
    const names = new Set(schemas.flatMap((schema) => [...schema.matchAll(/"([^"]+)":\{/g)].map(([, name]) => name!)));
    assert.ok(names.has('customer_assign_emp_code'));
    assert.deepEqual(
      [...names].filter((name) => isSecretName(name)),
      [],
    );
  });
});

describe('authKeyOffset', () => {
  for (const [text, offset] of [
    ['// Basic a2FwZGVtbzprYXAxMjM=\n{}', 3],
    ['{"authorization": "anything"}', 2],
    ['{"a": 1, "Authorization" : "Bearer x"}', 10],
    ['-H authorization:Basic a2FwZGVtbzprYXAxMjM=', 3],
  ] as const) {
    it(`${JSON.stringify(text)} → ${offset}`, () => assert.equal(authKeyOffset(text), offset));
  }
  for (const text of [
    '{"customer_name": "Basic Restaurants"}',
    '{"remarks": "needs authorization from the bank"}',
    '// Basic test of an add\n{}',
    ...examples.map((example) => example.text),
  ]) {
    it(`${JSON.stringify(text.slice(0, 50))} → no key`, () => assert.equal(authKeyOffset(text), undefined));
  }
});
