import assert from 'node:assert/strict';
import { isSameTime, isSameTimeIn } from '../../../../src/kapture/dates/isSameTime.ts';

describe('isSameTimeIn', () => {
  for (const [start, end, isSame] of [
    ['2021-01-01', '2021-02-28', true],
    ['2021-07-01', '2021-07-01', false],
    ['2021-01-01', '2021-12-31', false],
    ['2021-03-01', '2021-03-30', false],
    ['2021-07-14 00:00:00', '2021-07-15 12:00:00', false],
  ] as const)
    it(`London and UTC from ${start} to ${end} → ${isSame ? 'the same time' : 'another time'}`, () =>
      assert.equal(isSameTimeIn({ start, end }, 'Europe/London', 'UTC'), isSame));
});

describe('isSameTime', () => {
  it('an instant in winter and one in summer → the same time only in winter', () =>
    assert.deepEqual(
      ['2021-01-15', '2021-07-15'].map((day) => isSameTime('Europe/London', 'UTC', Date.parse(day))),
      [true, false],
    ));
});
