import assert from 'node:assert/strict';
import { filterName, readFilter } from '../../../../src/kapture/records/customerFilter.ts';
import { columnNamesOf } from '../../../../src/kapture/records/recordColumns.ts';
import { columnToComplete, suggestTerms, suggestValues } from '../../../../src/kapture/records/filterSuggestions.ts';

const today = '2026-11-28';
const termsFor = (filter: string): string[] => suggestTerms(filter, today).map(({ term }) => term);
const names = columnNamesOf('customer').map(filterName);
const ticketNames = ['id', 'name', 'subject', 'phone', 'email', 'created', 'status', 'agent', 'source'];
const all = ['missing:', 'has:', ...names.map((name) => `${name}:`)];

describe('suggestTerms', () => {
  for (const [filter, terms] of [
    ['', all],
    ['asha ', all],
    ['a', ['agent:']],
    ['Pune AG', ['agent:']],
    ['c', ['contactphone:', 'code:', 'city:', 'created:']],
    ['xyz', []],
    ['missing:', names.map((name) => `missing:${name}`)],
    ['has:e', ['has:email', 'has:enquiries']],
    ['agent:', []],
    ['agent:as', []],
    ['agent:"Asha ', []],
    ['enquiries:', ['enquiries:>0']],
    [
      'created:',
      ['created:1d', 'created:7d', 'created:30d', 'created:2026-11', 'created:>2026-11-21', 'created:<2026-11-21'],
    ],
    ['created:>', ['created:>2026-11-21']],
    ['created:2026-11', []],
    ['agnet:asha', all],
  ] as const)
    it(`${filter || 'an empty filter'} → ${terms.join(' ') || 'nothing'}`, () =>
      assert.deepEqual(termsFor(filter), terms));

  it('tickets → only their columns', () =>
    assert.deepEqual(
      suggestTerms('', today, 'ticket').map(({ term }) => term),
      ['missing:', 'has:', ...ticketNames.map((name) => `${name}:`)],
    ));

  it('a suggestion → keeps what is before it, and a space follows a complete condition', () => {
    assert.deepEqual(
      suggestTerms('Pune mis', today).map(({ filter }) => filter),
      ['Pune missing:'],
    );
    assert.equal(suggestTerms('Pune missing:pho', today)[0]?.filter, 'Pune missing:phone ');
  });

  it('every complete suggestion → a filter without a problem', () => {
    for (const filter of ['missing:', 'has:', 'created:', 'enquiries:'])
      for (const suggestion of suggestTerms(filter, today))
        assert.equal(readFilter(suggestion.filter).problem, undefined, suggestion.filter);
  });
});

describe('suggestValues', () => {
  const agents = [
    { key: '', count: 90 },
    { key: 'Bo "B" Lee', count: 1 },
    { key: 'Asha Rao', count: 2 },
    { key: 'asha', count: 5 },
  ];
  for (const [filter, values] of [
    ['Pune agent:', ['Pune agent:=asha ', 'Pune agent:="Asha Rao" ', 'Pune agent:="Bo ""B"" Lee" ']],
    ['agent:ASHA', ['agent:=asha ', 'agent:="Asha Rao" ']],
    ['agent:="Asha R', ['agent:="Asha Rao" ']],
    ['agent:="Asha Rao" ', []],
    ['asha', []],
  ] as const)
    it(`${filter} → ${values.join('| ') || 'nothing'}`, () =>
      assert.deepEqual(
        suggestValues(filter, agents).map((suggestion) => suggestion.filter),
        values,
      ));

  it('a filter that ends in a condition → its column', () => {
    assert.deepEqual(columnToComplete('x agent:as'), { column: 'agent', typed: 'as' });
    assert.equal(columnToComplete('x agent:as '), undefined);
    assert.equal(columnToComplete('missing:phone'), undefined);
  });
});
