import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  learnRecord,
  learnText,
  learnedText,
  readLearned,
  addRecords,
  learningLimits,
  noRecords,
  type LearnedField,
  type LearnedRecords,
} from '../../../../src/kapture/tenantFields/learnedRecords.ts';

const now = 1_700_000_000_000;

function learned(...records: readonly unknown[]): LearnedRecords {
  const all = noRecords(now);
  for (const record of records) learnRecord(all, record, now);
  return all;
}

/** A field without its empty parts. */
function facts({ seen, filled, types }: LearnedField): unknown {
  return { seen, filled, types };
}

describe('learning from records', () => {
  it('records → how often each field was present and had a value, and its types', () => {
    const { examined, fields } = learned(
      { attr1: 'Gold', score: 1 },
      { attr1: '', score: 2.5 },
      { attr1: null },
      { score: true },
    );
    assert.equal(examined, 4);
    assert.deepEqual(facts(fields.get('attr1')!), {
      seen: 3,
      filled: 1,
      types: { string: 2, null: 1 },
    });
    assert.deepEqual(facts(fields.get('score')!), {
      seen: 3,
      filled: 3,
      types: { integer: 1, number: 1, boolean: 1 },
    });
  });
  it('objects and arrays → their fields', () => {
    const { fields } = learned({ contacts: [{ phone: '9876543210' }, { phone: 5 }], more: { a: { b: [] } } });
    const { items } = fields.get('contacts')!;
    assert.deepEqual([items?.seen, items?.fields.get('phone')?.seen], [2, 2]);
    assert.deepEqual(facts(fields.get('more')!.fields.get('a')!.fields.get('b')!), {
      seen: 1,
      filled: 0,
      types: { array: 1 },
    });
  });
  it('a text with raw line breaks and long numbers → learned', () => {
    const all = noRecords(now);
    assert.equal(learnText(all, '{"remarks": "one\ntwo", "id": 12345678901234567890}', now), true);
    assert.deepEqual([...all.fields.keys()], ['remarks', 'id']);
  });
  for (const text of ['', 'null', '[1]', '"x"', '{"a": ', `{"a": "${'x'.repeat(learningLimits.text)}"}`])
    it(`${text.slice(0, 20)} → nothing`, () => {
      const all = noRecords(now);
      assert.equal(learnText(all, text, now), false);
      assert.equal(all.examined, 0);
    });
  it('names like those of properties of objects → ordinary fields', () => {
    const all = noRecords(now);
    learnText(all, '{"__proto__": 1, "constructor": "x", "toString": null}', now);
    assert.deepEqual([...all.fields.keys()], ['__proto__', 'constructor', 'toString']);
    assert.equal(learnedText(readLearned(learnedText(all))), learnedText(all));
  });
});

describe('bounds of learning', () => {
  const sizeOf = (all: LearnedRecords): number => learnedText(all).length;

  it('more fields than the limit → the first ones, and it says so', () => {
    const all = learned(
      Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, index])),
      Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`g${index}`, index])),
    );
    assert.deepEqual([all.size, all.fields.size, all.isCut], [300, 300, true]);
    assert.ok(all.fields.has('f0') && !all.fields.has('g0'));
  });
  it('a name that is too long, or looks like a value → not stored', () => {
    for (const name of ['x'.repeat(81), '9876543210', 'asha@example.com', '2024-05-01', 'c_98765', ' ']) {
      const all = learned({ [name]: 1 });
      assert.deepEqual([all.fields.size, all.isCut], [0, true], name);
    }
  });
  it('values → in none of what is stored', () => {
    const values = { a: 'Asha Rao', b: 9876543210, c: { d: ['asha@example.com', 12345.678] }, e: 'GOLD' };
    const text = learnedText(learned(values));
    for (const value of ['Asha', '9876543210', 'example.com', '12345', 'GOLD']) assert.ok(!text.includes(value), value);
  });
  it('10,000 levels, and an array of a million elements → learned up to the limits', () => {
    let deep: object = {};
    for (let level = 0; level < 10_000; level++) deep = { deep };
    const all = learned(deep, { many: Array.from({ length: 1_000_000 }, (_, index) => ({ index })) });
    assert.ok(all.size < 20 && all.isCut);
    assert.equal(all.fields.get('many')!.items!.seen, learningLimits.items);
  });
  it('any records → at most the limit of fields, in at most 100 kB of text, which reads back the same', () =>
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }), (records) => {
        const all = learned(...records);
        assert.ok(all.size <= learningLimits.fields && sizeOf(all) < 100_000);
        assert.equal(learnedText(readLearned(learnedText(all))), learnedText(all));
      }),
    ));
});

describe('what is stored', () => {
  it('more records → added, with the time of the last', () => {
    const sum = learned({ a: 1 });
    const other = noRecords(0);
    learnRecord(other, { a: 'x', b: null }, now + 5);
    addRecords(sum, other);
    assert.deepEqual([sum.examined, sum.until, sum.size], [2, now + 5, 2]);
    assert.deepEqual(sum.fields.get('a')!.types, { integer: 1, string: 1 });
  });
});
