import assert from 'node:assert/strict';
import { lookupIn } from '../../../../src/kapture/variables/builtInVariables.ts';
import { previewVariables, type OwnValues } from '../../../../src/kapture/variables/previewVariables.ts';

const own: readonly OwnValues[] = [
  { source: 'file-connection', values: { agent: 941 } },
  { source: 'file', values: { agent: 1, city: 'Pune', '?Count': 7 } },
  { source: 'connection', values: { city: 'Delhi', zone: 'West' } },
];

function preview(text: string) {
  const lookup = lookupIn(
    own.map(({ values }) => values),
    {
      timeZone: 'UTC',
      now: Date.UTC(2024, 2, 1),
      environment: (name) => (name === 'HOME' ? '/home' : undefined),
      last: (operation) => (operation === 'add' ? '17' : undefined),
      hasSecret: () => true,
    },
  );
  const answers = new Map([['Phone', '9876543210']]);
  return previewVariables(text, { lookup, own, answers, secrets: ['token'] });
}

describe('previewVariables', () => {
  for (const [name, value, source] of [
    ['agent', 941, 'file-connection'],
    ['city', 'Pune', 'file'],
    ['zone', 'West', 'connection'],
    ['$today', '2024-03-01', 'built-in'],
    ['$env:HOME', '/home', 'environment'],
    ['$last.add.id', '17', 'response'],
    ['$last.get.id', undefined, 'none'],
    ['unknown', undefined, 'none'],
    ['$secret.token', undefined, 'secret'],
    ['$secret.other', undefined, 'secret-missing'],
    ['?Phone:phone', '9876543210', 'asked'],
    ['?Count:number', 7, 'asked'],
    ['?Name=Qwera', 'Qwera', 'asked'],
    ['?Name', undefined, 'asked'],
    ['?Name:wrong', undefined, 'none'],
  ] as const) {
    it(`${name} → ${JSON.stringify(value) ?? 'no value'}, ${source}`, () => {
      const text = `{"a": "{{${name}}}"}`;
      const use = { name, offset: 7, length: name.length + 4 };
      assert.deepEqual(preview(text), [{ use, value, source }]);
    });
  }
  it('a variable that is not closed → listed in its place', () =>
    assert.deepEqual(
      preview('{"a": "{{city}", "b": "{{zone}}"}').map(({ use, source }) => [use.name, source]),
      [
        ['city', 'unclosed'],
        ['zone', 'connection'],
      ],
    ));
  it('a random value → an example', () => {
    const [found] = preview('{"a": "{{$guid}}"}');
    assert.equal(found?.source, 'random');
    assert.match(String(found.value), /^[0-9a-f-]{36}$/);
  });
  it('a variable or a question that is used twice → listed once', () =>
    assert.deepEqual(
      preview('{"a": "{{city}} {{city}}", "b": "{{?Name}}", "c": "{{?Name=Qwera}}"}').map(({ use, value }) => [
        use.name,
        value,
      ]),
      [
        ['city', 'Pune'],
        ['?Name', 'Qwera'],
      ],
    ));
});
