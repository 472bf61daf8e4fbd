import assert from 'node:assert/strict';
import {
  builtInValue,
  builtInVariables,
  type BuiltInContext,
} from '../../../../src/kapture/variables/builtInVariables.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import {
  memoizedLookup,
  readVariables,
  substitute,
  variablesIn,
  type VariableValue,
} from '../../../../src/kapture/variables/variables.ts';
import { fillSecrets, secretUse } from '../../../../src/kapture/variables/secretVariables.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { customerFields } from '../../../../src/kapture/catalogue/customer/customerFields.ts';

const values: Readonly<Record<string, VariableValue>> = {
  city: 'Pune',
  count: 3,
  yes: true,
  nothing: null,
  quoted: 'a "b"\n\\',
  'a.b-c': 'dotted',
};
const lookup = (name: string): VariableValue | undefined => (Object.hasOwn(values, name) ? values[name] : undefined);

describe('variablesIn', () => {
  for (const [text, names] of [
    ['{"a": "{{city}}"}', ['city']],
    ['{"a": "x {{ city }} y {{count}}"}', ['city', 'count']],
    [
      '{"a": "{{$today-7}} {{$env:HOME_1}} {{$last.add.kapture_customer_id}} {{a.b-c}}"}',
      ['$today-7', '$env:HOME_1', '$last.add.kapture_customer_id', 'a.b-c'],
    ],
    ['// {{comment}}\n{"{{key}}": /* {{another}} */ 1}', []],
    ['{"a": "{{?Phone of the caller:phone=$phone}} {{ ? a }}"}', ['?Phone of the caller:phone=$phone', '? a']],
    ['{"a": "{{$secret.token}} {{?}} {{? }} {{?a\\"b}} {{?{}}}"}', ['$secret.token']],
    ['{"a": "{city} {{}} {{ }} {{1st}} {{a b}} {{a"}', []],
    ['{"a": "{{{city}}}"}', ['city']],
    ['[{"a": ["{{city}}"], "b": {"c": "{{count}}"}}]', ['city', 'count']],
    ['', []],
  ] as const) {
    it(`${JSON.stringify(text)} → ${names.join(', ') || 'none'}`, () => {
      const uses = variablesIn(text);
      assert.deepEqual(
        uses.map(({ name }) => name),
        names,
      );
      for (const { offset, length, name } of uses)
        assert.match(
          text.slice(offset, offset + length),
          new RegExp(`^\\{\\{\\s*${name.replace(/[$.?]/g, '\\$&')}\\s*\\}\\}$`),
        );
    });
  }
});

describe('substitute', () => {
  for (const [literal, json] of [
    ['"{{city}}"', '"Pune"'],
    ['"{{count}}"', '3'],
    ['"{{ yes }}"', 'true'],
    ['"{{nothing}}"', 'null'],
    ['"{{quoted}}"', '"a \\"b\\"\\n\\\\"'],
    ['"{{count}} of {{city}}"', '"3 of Pune"'],
    ['"<{{quoted}}>"', '"<a \\"b\\"\\n\\\\>"'],
    ['" {{count}}"', '" 3"'],
    ['"{{unknown}}"', '"{{unknown}}"'],
    ['"{{constructor}}"', '"{{constructor}}"'],
    ['"plain"', '"plain"'],
  ] as const) {
    it(`${literal} → ${json}`, () => {
      assert.equal(substitute(literal, lookup), json);
      JSON.parse(json);
    });
  }
});

describe('substitute: values of a server that make up the use of a secret', () => {
  const values: Record<string, string> = { a: '{{$sec', b: 'ret.token}}', c: '{', '$secret.own': secretUse('own') };
  const sent = (literal: string): unknown => {
    const body = substitute(literal, (name) => values[name]);
    return JSON.parse(fillSecrets(body, { token: 'SECRET', own: 'OWN' }));
  };

  for (const [literal, text] of [
    ['"{{a}}{{b}}"', '{{$secret.token}}'],
    ['"{{a}}ret.token}}"', '{{$secret.token}}'],
    ['"{{c}}{$secret.token}}"', '{{$secret.token}}'],
    ['"{{a}}{{b}} {{$secret.own}}"', '{{$secret.token}} OWN'],
    ['"{{$secret.own}}{{a}}{{b}}{{$secret.own}}"', 'OWN{{$secret.token}}OWN'],
    ['"{{c}}{{$secret.own}}"', '{OWN'],
    ['"{{a}}{{unknown}}{{b}}"', '{{$sec{{unknown}}ret.token}}'],
  ] as const)
    it(`${literal} → text`, () => assert.equal(sent(literal), text));
});

describe('readRequest with variables', () => {
  it('variables in strings and comments → only those in strings are replaced', () => {
    const reading = readRequest(
      operations.add,
      '{ // {{unknown}}\n "customer_name": "{{city}}", "phone": "{{count}}", "x": 0.0, "big": 12345678901234567890 }',
      lookup,
    );
    assert.equal(reading.body, '{"customer_name":"Pune","phone":3,"x":0.0,"big":12345678901234567890}');
  });
  it('a variable without a value → a problem with its name and position', () => {
    const text = '{"a": "{{city}}", "b": "x{{unknown}}"}';
    const { problem } = readRequest(operations.add, text, lookup);
    assert.equal(problem?.reason, 'unknown-variable');
    assert.equal(problem.detail, 'unknown');
    assert.equal(text.slice(problem.offset, problem.offset + problem.length), '{{unknown}}');
  });
});

describe('memoizedLookup', () => {
  it('repeated lookups of a variable → the same value', () => {
    let count = 0;
    const lookup = memoizedLookup(() => ++count);
    assert.deepEqual([lookup('a'), lookup('a'), lookup('b'), lookup('a')], [1, 1, 2, 1]);
  });
});

describe('readVariables', () => {
  for (const [raw, isGood] of [
    [{}, true],
    [values, true],
    [{ a: {} }, false],
    [{ a: [] }, false],
    [[], false],
    ['x', false],
    [null, false],
  ] as const) {
    it(`${JSON.stringify(raw)} → ${isGood ? 'accepted' : 'refused'}`, () =>
      assert.equal(readVariables(raw) !== undefined, isGood));
  }
});

describe('builtInValue', () => {
  const context: BuiltInContext = {
    timeZone: 'Asia/Kolkata',
    now: Date.UTC(2024, 1, 29, 18, 30),
    environment: (name) => (name === 'CITY' ? 'Pune' : undefined),
    last: (operation, path) => (operation === 'add' ? path.join('/') : undefined),
  };
  for (const [name, value] of [
    ['$today', '2024-03-01'],
    ['$today-1', '2024-02-29'],
    ['$today+31', '2024-04-01'],
    ['$today-366', '2023-03-01'],
    ['$now', '2024-03-01 00:00:00'],
    ['$timestamp', 1709231400],
    ['$env:CITY', 'Pune'],
    ['$env:HOME', undefined],
    ['$last.add.contacts.0.id', 'contacts/0/id'],
    ['$last.get.id', undefined],
    ['$last.add', undefined],
    ['$phones', undefined],
    ['$today-', undefined],
    ['$today-123456', undefined],
    ['$constructor', undefined],
  ] as const) {
    it(`${name} → ${value ?? 'undefined'}`, () => assert.equal(builtInValue(name, context), value));
  }
  for (const id of operationIds) {
    it(`$last.${id}.0.name → a value of the last response of ${id}`, () => {
      const last = (operation: string, path: readonly string[]): string => [operation, ...path].join('/');
      assert.equal(builtInValue(`$last.${id}.0.name`, { ...context, last }), `${id}/0/name`);
    });
  }
  for (const [name, format] of [
    ['$phone', new RegExp(customerFields.phone.pattern)],
    ['$email', new RegExp(customerFields.email_id.pattern)],
    ['$name', /^[A-Z][a-z]+ [A-Z][a-z]+$/],
    ['$guid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ] as const) {
    it(`${name} → a different value each time, in the right format`, () => {
      const values = Array.from({ length: 200 }, () => builtInValue(name, context));
      for (const value of values) assert.match(String(value), format);
      assert.ok(new Set(values).size > 150);
    });
  }
  it('every listed variable → a value, except for an unknown environment variable', () => {
    for (const { name } of builtInVariables)
      assert.equal(builtInValue(name, context) === undefined, ['$env:NAME', '$secret.name'].includes(name), name);
  });
});
