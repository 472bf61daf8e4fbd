import assert from 'node:assert/strict';
import { nameChange } from '../../../../src/kapture/connection/nameChange.ts';

const request = '/folder/a.kapture-add.json';
const environment = '/folder/kapture.env.json';

function renamed(path: string, text: string, from = 'Acme', to = 'Acme "India"'): string | undefined {
  const change = nameChange(path, text, from, to);
  return change && text.slice(0, change.offset) + change.text + text.slice(change.offset + change.length);
}

describe('nameChange', () => {
  for (const [path, text, expected] of [
    [request, '// @connection Acme\n{}', '// @connection Acme "India"\n{}'],
    [
      request,
      '\uFEFF// About Acme.\r\n//@connection\tAcme \t\r\n{ "a" :1,}',
      '\uFEFF// About Acme.\r\n//@connection\tAcme "India" \t\r\n{ "a" :1,}',
    ],
    [request, '// @connection Acme\n// @connection Acme\n{}', '// @connection Acme "India"\n// @connection Acme\n{}'],
    [environment, '{ "connections":{"Acme" : {"a": 1}, } }', '{ "connections":{"Acme \\"India\\"" : {"a": 1}, } }'],
    [environment, '\uFEFF{"connections": {"Acme": {}}}', '\uFEFF{"connections": {"Acme \\"India\\"": {}}}'],
  ] as const) {
    it(`${JSON.stringify(text)} → only the name is replaced`, () => assert.equal(renamed(path, text), expected));
  }

  for (const [path, text] of [
    [request, '// @connection Acme India\n{}'],
    [request, '// @connection acme\n{}'],
    [request, '// @connection Other\n// @connection Acme\n{}'],
    [request, '/* // @connection Acme */\n{}'],
    [request, '{} // @connection Acme'],
    [request, '{"connections": {"Acme": {}}}'],
    [environment, '// @connection Acme\n{}'],
    [environment, '{"variables": {"Acme": 1}}'],
    [environment, '{"connections": {"Acme": {}, "Acme \\"India\\"": {}}}'],
    [environment, '{"connections": ["Acme"]}'],
    [environment, `{"connections": {"Acme": {}}, "x": "${'x'.repeat(500_000)}"}`],
    [environment, ''],
  ] as const) {
    it(`${path.split('/').at(-1)}: ${JSON.stringify(text.slice(0, 80))} → undefined`, () =>
      assert.equal(nameChange(path, text, 'Acme', 'Acme "India"'), undefined));
  }
});
