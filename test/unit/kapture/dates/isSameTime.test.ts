import assert from 'node:assert/strict';
import { isSameTime, isSameTimeIn } from '../../../../src/kapture/dates/calendar.ts';

describe('isSameTimeIn', () => {
  for (const [start, end, zone, other, isSame] of [
    ['2021-01-01', '2021-02-28', 'Europe/London', 'UTC', true],
    ['2021-07-01', '2021-07-01', 'Europe/London', 'UTC', false],
    ['2021-01-01', '2021-12-31', 'Europe/London', 'UTC', false],
    ['2021-03-01', '2021-03-30', 'Europe/London', 'UTC', false],
    // Daylight saving time begins at 01:00.
    ['2021-03-28', '2021-03-28', 'Europe/London', 'UTC', false],
    ['2021-07-14 00:00:00', '2021-07-15 12:00:00', 'Europe/London', 'UTC', false],
    // Daylight saving time begins on March 26 in one zone, and on March 28 in the other.
    ['2021-03-01', '2021-04-30', 'Asia/Jerusalem', 'Europe/Athens', false],
    ['2021-05-01', '2021-06-30', 'Asia/Jerusalem', 'Europe/Athens', true],
    // Daylight saving time begins at 07:00 in UTC.
    ['2021-03-14', '2021-03-14', 'America/New_York', 'America/Jamaica', false],
    ['today', 'tomorrow', 'Europe/London', 'UTC', true],
  ] as const)
    it(`${zone} and ${other} from ${start} to ${end} → ${isSame ? 'the same time' : 'another time'}`, () =>
      assert.equal(isSameTimeIn({ start, end }, zone, other), isSame));
});

describe('isSameTime', () => {
  it('an instant in winter and one in summer → the same time only in winter', () =>
    assert.deepEqual(
      ['2021-01-15', '2021-07-15'].map((day) => isSameTime('Europe/London', 'UTC', Date.parse(day))),
      [true, false],
    ));
});
