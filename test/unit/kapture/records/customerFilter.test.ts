import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import {
  comparisons,
  filterNames,
  filterTerms,
  filterValue,
  readFilter,
  type FilterCondition,
} from '../../../../src/kapture/records/customerFilter.ts';

function conditionsOf(text: string): readonly FilterCondition[] {
  const read = readFilter(text);
  assert(!read.problem, text);
  assert.deepEqual(read.words, [], text);
  return read.conditions;
}

function problemOf(text: string): string | undefined {
  const { problem } = readFilter(text);
  return problem && inEnglish(problem);
}

describe('readFilter', () => {
  const examples: readonly (readonly [string, FilterCondition])[] = [
    ['agent:asha', { kind: 'contains', column: 'agent', value: 'asha' }],
    ['AGENT:Asha', { kind: 'contains', column: 'agent', value: 'Asha' }],
    ['agent:"Asha Rao"', { kind: 'contains', column: 'agent', value: 'Asha Rao' }],
    ['agent:="Asha Rao"', { kind: 'equals', column: 'agent', value: 'Asha Rao' }],
    ['agent:"Asha Ra', { kind: 'contains', column: 'agent', value: 'Asha Ra' }],
    ['name:"a ""b"" c"', { kind: 'contains', column: 'name', value: 'a "b" c' }],
    ['name:a:b', { kind: 'contains', column: 'name', value: 'a:b' }],
    ['contactphone:98', { kind: 'contains', column: 'contactPhone', value: '98' }],
    ['missing:phone', { kind: 'missing', column: 'phone' }],
    ['has:Email', { kind: 'present', column: 'email' }],
    ['enquiries:3', { kind: 'number', column: 'enquiries', comparison: '=', value: 3 }],
    ['enquiries:>=3', { kind: 'number', column: 'enquiries', comparison: '>=', value: 3 }],
    ['created:2026-01', { kind: 'date', column: 'createdAt', comparison: '=', value: '2026-01' }],
    ['created:>2026-01-31', { kind: 'date', column: 'createdAt', comparison: '>', value: '2026-01-31' }],
    ['created:<=2026', { kind: 'date', column: 'createdAt', comparison: '<=', value: '2026' }],
    ['created:7d', { kind: 'lastDays', column: 'createdAt', days: 7 }],
  ];
  for (const [text, condition] of examples)
    it(`${text} → ${JSON.stringify(condition)}`, () => assert.deepEqual(conditionsOf(text), [condition]));

  it('words, phrases and conditions in any order → all of them', () =>
    assert.deepEqual(readFilter('  Asha missing:phone "New Delhi"  agent:rao '), {
      words: ['asha', 'new delhi'],
      conditions: [
        { kind: 'missing', column: 'phone' },
        { kind: 'contains', column: 'agent', value: 'rao' },
      ],
    }));

  for (const text of ['10:30', '+91:2', 'a@b:c', '5" pipe', '>5', '=x', "O'Neil", '%_\\'])
    it(`${text} → ordinary words`, () =>
      assert.deepEqual(readFilter(text), { words: text.toLowerCase().split(' '), conditions: [] }));

  const unknown = (name: string): string =>
    `There is no column named ${name}. To search for this text, put it in quotation marks.`;
  for (const [text, problem] of [
    ['agnet:asha', unknown('agnet')],
    ['asha https://example.com', unknown('https')],
    ['missing:fone', unknown('fone')],
    ['missing:>phone', unknown('>phone')],
    ['missing:', 'Enter a column after “missing:”.'],
    ['agent:', 'Enter a value after “agent:”.'],
    ['agent:=', 'Enter a value after “agent:=”.'],
    ['agent:""', 'Enter a value after “agent:”.'],
    ['agent:>asha', 'agent is a text column. Use agent:asha or agent:=asha.'],
    ['enquiries:many', 'many is not a whole number.'],
    ['enquiries:-1', '-1 is not a whole number.'],
    ['created:today', 'today is not a date. Use 2026-01-31, 2026-01, 2026, or 7d for the last 7 days.'],
    ['created:>7d', '>7d is not a date. Use 2026-01-31, 2026-01, 2026, or 7d for the last 7 days.'],
    ['created:0d', '0d is not a date. Use 2026-01-31, 2026-01, 2026, or 7d for the last 7 days.'],
    ['created:2026-02-30', '2026-02 has 28 days.'],
    ['created:<2026-13', 'The month 13 does not exist.'],
  ] as const)
    it(`${text} → ${problem}`, () => assert.equal(problemOf(text), problem));

  it('any text without a colon or a quotation mark → its words, as before there were conditions', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aÄb<>=% _\\\t1') }), (text) => {
        assert.deepEqual(readFilter(text), { words: text.toLowerCase().split(/\s+/).filter(Boolean), conditions: [] });
      }),
    ));

  it('any text → is read, and each term starts where it says', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"<>= \n1-', 'agent:', 'created:', 'missing:') }), (text) => {
        readFilter(text);
        const terms = filterTerms(text);
        for (const { start } of terms) assert.match(text.slice(start), /^\S/);
        assert.equal(terms.length === 0, text.trim() === '');
      }),
    ));

  it('any value, written with filterValue → is read unchanged', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('name', 'agent', 'city'),
        fc.string({ unit: fc.constantFrom(...'aÄ:"<>= \n') }).filter((value) => value.trim() === value && value !== ''),
        (name, value) => {
          const column = filterNames.get(name)!;
          assert.deepEqual(conditionsOf(`${name}:=${filterValue(value)}`), [{ kind: 'equals', column, value }]);
          assert.deepEqual(conditionsOf(`${name}:${filterValue(value)}`), [{ kind: 'contains', column, value }]);
        },
      ),
    ));

  it('the comparisons → all work with numbers', () => {
    for (const comparison of comparisons)
      assert.deepEqual(conditionsOf(`enquiries:${comparison}2`), [
        { kind: 'number', column: 'enquiries', comparison, value: 2 },
      ]);
  });
});
