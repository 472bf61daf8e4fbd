import assert from 'node:assert/strict';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { exportedVariable, CollectionVariables } from '../../../../src/kapture/postman/exportCollection.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { readEnvironment } from '../../../../src/kapture/variables/environment.ts';
import { lookupIn, type BuiltInContext } from '../../../../src/kapture/variables/builtInVariables.ts';

const lookupOf = (variables: string): ReturnType<typeof lookupIn> =>
  lookupIn([readEnvironment(`{"variables": ${variables}}`).variables], {} as BuiltInContext);

describe('readEnvironment', () => {
  it('values → sent with their type and as they are written', () => {
    const lookup = lookupOf(
      '{"id": 12345678901234567890, "budget": 1.50, "big": 1e400, "n": 941, "yes": true, "none": null, "city": "Pune"}',
    );
    const text =
      '{"id": "{{id}}", "budget": "{{budget}}", "big": "{{big}}", "n": "{{n}}", "yes": "{{yes}}", "none": "{{none}}", "text": "{{city}} {{id}} {{budget}}"}';
    assert.equal(
      readRequest({ shape: 'object' }, text, lookup).body,
      '{"id":12345678901234567890,"budget":1.50,"big":1e400,"n":941,"yes":true,"none":null,"text":"Pune 12345678901234567890 1.50"}',
    );
    const variables = new CollectionVariables();
    assert.ok(exportedVariable('budget', lookup('budget'), 'Acme', variables).isTyped);
    assert.deepEqual([...variables.values.values()], ['1.50']);
  });

  it('comments, duplicate names and variables of a connection → read; the last duplicate counts', () => {
    const { problem, variables, connections } = readEnvironment(
      '{ // comment\n"variables": {"a": 1, "a": 2,}, "connections": {"Acme": {"b": "x"}}}',
    );
    assert.deepEqual([problem, variables, connections], [undefined, { a: 2 }, { Acme: { b: 'x' } }]);
  });

  for (const [text, problem] of [
    ['', /^It is not JSON: value expected on line 1\.$/],
    ['{"variables":\n{"a": }}', /^It is not JSON: value expected on line 2\.$/],
    ['{"variables": {"a": {}}}', /^“variables” must be/],
    ['{"variables": []}', /^“variables” must be/],
    ['{"connections": {"Acme": {"a": [1]}}}', /^“Acme” must be/],
    ['{"connections": {"Acme": 1}}', /^“Acme” must be/],
    ['{"connections": [{"a": 1}]}', /^“connections” must be an object\.$/],
  ] as const)
    it(`${JSON.stringify(text)} → ${problem.source}`, () => {
      const found = readEnvironment(text).problem;
      assert.match(found ? inEnglish(found) : '', problem);
    });

  for (const text of ['{}', '{"variables": null, "connections": null}', '[]'])
    it(`${text} → no variables`, () => {
      assert.deepEqual(readEnvironment(text), { variables: {}, connections: {}, problem: undefined });
    });
});
