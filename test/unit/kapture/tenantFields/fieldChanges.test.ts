import assert from 'node:assert/strict';
import {
  changeKey,
  fieldChanges,
  learningText,
  readLearning,
  type Learning,
} from '../../../../src/kapture/tenantFields/learning.ts';
import { learnRecord, noRecords, type LearnedRecords } from '../../../../src/kapture/tenantFields/learnedRecords.ts';

type RecordAt = (index: number) => object;

function learned(count: number, record: RecordAt): LearnedRecords {
  const all = noRecords(0);
  for (let index = 0; index < count; index++) learnRecord(all, record(index), 1);
  return all;
}

/** The keys of the changes from 200 records to others. */
function changes(before: RecordAt, now: RecordAt, count = 200, countBefore = 200): string[] {
  const learning = { previous: learned(countBefore, before), current: learned(count, now) };
  return fieldChanges(learning).map(changeKey);
}

describe('changes of the records of a tenant', () => {
  const cases: readonly (readonly [title: string, before: RecordAt, now: RecordAt, expected: readonly string[]])[] = [
    ['no change', () => ({ a: 1 }), () => ({ a: 2 }), []],
    ['a field that is no longer there', () => ({ a: 1, b: 1 }), () => ({ b: 1 }), ['a missing']],
    ['a field that half had', (index) => (index % 2 ? { a: 1 } : {}), () => ({}), ['a missing']],
    ['a field that fewer had', (index) => (index % 3 ? {} : { a: 1 }), () => ({}), []],
    ['a field that one record still has', () => ({ a: 1 }), (index) => (index ? {} : { a: 1 }), []],
    ['another type', () => ({ a: '1' }), () => ({ a: 1 }), ['a number']],
    ['an object instead of a text', () => ({ a: 'x' }), () => ({ a: { b: 1 } }), ['a object']],
    ['a fraction instead of a whole number', () => ({ a: 1 }), () => ({ a: 1.5 }), []],
    ['null instead of a value', () => ({ a: 1 }), () => ({ a: null }), []],
    ['a mixture of types', (index) => ({ a: index % 2 ? 1 : 'x' }), () => ({ a: 1 }), []],
    ['a field of an object', () => ({ a: { b: 1, c: 1 } }), () => ({ a: { c: 1 } }), ['a.b missing']],
    [
      'a field of a list',
      () => ({ a: [{ b: 1, c: 1 }] }),
      () => ({ a: [{ c: 'x' }] }),
      ['a[].b missing', 'a[].c string'],
    ],
    ['an object that is no longer there', () => ({ a: { b: 1 } }), () => ({}), ['a missing']],
    ['a field that is new', () => ({}), () => ({ a: 1 }), []],
  ];
  for (const [title, before, now, expected] of cases)
    it(`${title} → ${expected.join(', ') || 'none'}`, () => assert.deepEqual(changes(before, now), expected));

  for (const [title, before, now, expected] of [
    ['later records', 'Nov 14, 2026 2:21:11 PM', 'Nov 15, 2026 2:21:11 PM', ['a missing', 'b number']],
    ['records of the day before', 'Nov 14, 2026 2:21:11 PM', 'Nov 13, 2026 2:21:11 PM', ['a missing', 'b number']],
    ['older records, such as of a pull of an earlier range', 'Nov 14, 2026 2:21:11 PM', 'Jan 2, 2026 2:21:11 PM', []],
    ['records of an unknown date', 'Nov 14, 2026 2:21:11 PM', undefined, ['a missing', 'b number']],
  ] as const)
    it(`${title} → ${expected.join(', ') || 'none'}`, () => {
      const learning: Learning = {
        previous: learned(600, () => ({ a: 1, b: 'x', generationDate: before })),
        current: learned(150, () => ({ b: 1, ...(now && { generationDate: now }) })),
      };
      for (const each of [learning, readLearning(learningText(learning))])
        assert.deepEqual(
          fieldChanges(each)
            .map(changeKey)
            .filter((key) => !key.startsWith('generationDate')),
          expected,
        );
    });

  it('few records before or now → none', () => {
    for (const [now, before] of [
      [5, 1000],
      [99, 1000],
      [1000, 99],
    ] as const)
      assert.deepEqual(
        changes(
          () => ({ a: 1 }),
          () => ({}),
          now,
          before,
        ),
        [],
      );
  });
  it('no earlier records → none', () =>
    assert.deepEqual(fieldChanges({ current: learned(500, () => ({ a: 1 })) }), []));
  it('more fields than are learned → none, because a field may be among the others', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`f${index}x`, 1]));
    assert.deepEqual(
      changes(
        () => ({ a: 1 }),
        () => ({ ...many, a: 1 }),
      ),
      [],
    );
  });
});
