import assert from 'node:assert/strict';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { lookupIn } from '../../../../src/kapture/variables/builtInVariables.ts';
import {
  fillSecrets,
  problemOfSecretName,
  problemOfSecretValue,
  secretNameOf,
  secretsUsedIn,
} from '../../../../src/kapture/variables/secretVariables.ts';
import type { VariableValue } from '../../../../src/kapture/variables/variables.ts';

const awkward = 'se"cret\\ $& {{$secret.other}}';
const secrets = { token: awkward, other: 'other-value' };

/** The body of a request, as it reaches the client and as the client sends it. */
function sentBody(text: string, own: Readonly<Record<string, VariableValue>> = {}): [string, string] {
  const lookup = lookupIn([own], {
    timeZone: 'UTC',
    now: 0,
    environment: () => undefined,
    last: (_operation, [value]) => value,
    hasSecret: (name) => Object.hasOwn(secrets, name),
  });
  const { body } = readRequest({ shape: 'object' }, text, lookup);
  return [body!, fillSecrets(body!, secrets)];
}

describe('a secret variable', () => {
  it('in a body → a placeholder until it is sent, then the value as JSON', () => {
    const [body, sent] = sentBody('{"a": "{{ $secret.token }}", "b": "Bearer {{$secret.token}}!"}');
    assert.equal(body, '{"a":"{{$secret.token}}","b":"Bearer {{$secret.token}}!"}');
    assert.deepEqual(secretsUsedIn(body), ['token']);
    assert.deepEqual(JSON.parse(sent), { a: awkward, b: `Bearer ${awkward}!` });
  });
  it('without a value → the request has a variable without a value', () => {
    const { problem } = readRequest({ shape: 'object' }, '{"a": "{{$secret.none}}"}');
    assert.equal(problem?.detail, '$secret.none');
  });

  for (const [what, text, own, plain] of [
    ['another variable', '{"a": "{{city}}"}', { city: '{{$secret.token}}' }, { a: '{{$secret.token}}' }],
    ['part of another', '{"a": "{{{{city}}"}', { city: '$secret.token}}' }, { a: '{{$secret.token}}' }],
    ['a comment', '{"a": 1 /* {{$secret.token}} */}', {}, { a: 1 }],
    ['a field name', '{"{{$secret.token}}": 1}', {}, { '{{$secret.token}}': 1 }],
    ['an escaped text', '{"a": "\\u007b{$secret.token}}"}', {}, { a: '{{$secret.token}}' }],
  ] as const) {
    it(`in ${what} → not replaced`, () => {
      const [body, sent] = sentBody(text, own);
      assert.equal(sent, body);
      assert.deepEqual(JSON.parse(sent), plain);
    });
  }

  for (const [variable, name] of [
    ['$secret.token', 'token'],
    ['$secret.a-b_1', 'a-b_1'],
    ['$secret.', undefined],
    ['$secret.1a', undefined],
    ['$secret.a.b', undefined],
    ['$secrets.a', undefined],
    [`$secret.${'a'.repeat(65)}`, undefined],
  ] as const) {
    it(`${variable.slice(0, 20)} → ${name ?? 'none'}`, () => {
      assert.equal(secretNameOf(variable), name);
      assert.equal(problemOfSecretName(variable.slice(8)) === undefined, name !== undefined);
    });
  }
  for (const [value, isGood] of [
    ['123456', true],
    ['a b "c"', true],
    ['12345', false],
    ['two\nlines', false],
    ['x'.repeat(4001), false],
  ] as const)
    it(`a value of ${value.length} characters → ${isGood ? 'accepted' : 'refused'}`, () =>
      assert.equal(problemOfSecretValue(value) === undefined, isGood));
});
