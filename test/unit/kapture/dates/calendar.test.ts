import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addDays,
  addSeconds,
  dayOf,
  endOf,
  momentIn,
  presets,
  problemOfMoment,
  problemOfRange,
  rangeOf,
  readServerDate,
  startOf,
  todayIn,
} from '../../../../src/kapture/dates/calendar.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

describe('problemOfMoment', () => {
  for (const good of [
    '2021-03-14',
    '2021-03-14 00:00:00',
    '2021-03-14 23:59:59',
    '2024-02-29',
    '2000-02-29',
    '2021-12-31',
    ' 2021-03-14 ',
  ]) {
    it(`${JSON.stringify(good)} → valid`, () => assert.equal(problemOfMoment(good), undefined));
  }
  const bad: Record<string, RegExp> = {
    '': /YYYY-MM-DD/,
    today: /YYYY-MM-DD/,
    '14-03-2021': /YYYY-MM-DD/,
    '2021-3-14': /YYYY-MM-DD/,
    '2021/03/14': /YYYY-MM-DD/,
    '2021-03-14T10:00:00': /YYYY-MM-DD/,
    '2021-03-14 10:00': /YYYY-MM-DD/,
    '2021-03-14 10:00:00Z': /YYYY-MM-DD/,
    '2021-03-14\n2021-03-15': /YYYY-MM-DD/,
    '٢٠٢١-٠٣-١٤': /YYYY-MM-DD/,
    '2021-00-10': /month 00 does not exist/,
    '2021-13-01': /month 13 does not exist/,
    '2021-03-00': /2021-03 has 31 days/,
    '2021-04-31': /2021-04 has 30 days/,
    '2021-02-29': /2021-02 has 28 days/,
    '1900-02-29': /1900-02 has 28 days/,
    '2024-02-30': /2024-02 has 29 days/,
    '2021-03-14 24:00:00': /time 24:00:00 does not exist/,
    '2021-03-14 10:60:00': /time .* does not exist/,
    '2021-03-14 10:00:60': /time .* does not exist/,
    '0000-02-01': /year/,
    '9999-12-31': /year/,
  };
  for (const [text, problem] of Object.entries(bad)) {
    it(`${JSON.stringify(text)} → ${problem.source}`, () => assert.match(inEnglish(problemOfMoment(text)!), problem));
  }
});

describe('problemOfRange', () => {
  const cases: readonly (readonly [start: string, end: string, problem?: RegExp])[] = [
    ['2021-03-14', '2021-03-14'],
    ['2021-03-14', '2021-03-15'],
    ['2021-03-14 10:00:00', '2021-03-14'],
    ['2021-03-14', '2021-03-14 00:00:00'],
    ['2021-03-14 10:00:00', '2021-03-14 10:00:00'],
    ['2021-03-15', '2021-03-14', /ends \(2021-03-14\) before it starts \(2021-03-15\)/],
    ['2021-03-14 10:00:01', '2021-03-14 10:00:00', /before it starts/],
    ['2021-03-14 00:00:01', '2021-03-14 00:00:00', /before it starts/],
    ['2021-02-30', '2021-03-14', /has 28 days/],
    ['2021-03-14', 'soon', /YYYY-MM-DD/],
    ['', '', /YYYY-MM-DD/],
  ];
  for (const [start, end, problem] of cases) {
    it(`${start} to ${end} → ${problem ? problem.source : 'valid'}`, () => {
      const found = problemOfRange({ start, end });
      if (problem) assert.match(inEnglish(found!), problem);
      else assert.equal(found, undefined);
    });
  }
});

describe('startOf, endOf, dayOf', () => {
  it('a day → its first and last second', () => {
    assert.equal(startOf('2021-03-14'), '2021-03-14 00:00:00');
    assert.equal(endOf('2021-03-14'), '2021-03-14 23:59:59');
    assert.equal(dayOf('2021-03-14'), '2021-03-14');
  });
  it('a second → itself', () => {
    assert.equal(startOf('2021-03-14 10:20:30'), '2021-03-14 10:20:30');
    assert.equal(endOf('2021-03-14 10:20:30'), '2021-03-14 10:20:30');
    assert.equal(dayOf('2021-03-14 10:20:30'), '2021-03-14');
  });
  it('blanks around a day, which problemOfMoment allows → removed', () => {
    assert.equal(startOf(' 2021-03-14 '), '2021-03-14 00:00:00');
    assert.equal(endOf(' 2021-03-14 '), '2021-03-14 23:59:59');
    assert.equal(dayOf(' 2021-03-14 '), '2021-03-14');
  });
});

describe('addDays', function () {
  this.timeout(20_000);
  const cases: readonly (readonly [from: string, days: number, to: string])[] = [
    ['2021-01-31', 1, '2021-02-01'],
    ['2021-02-28', 1, '2021-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2024-02-29', 365, '2025-02-28'],
    ['2021-12-31', 1, '2022-01-01'],
    ['2022-01-01', -1, '2021-12-31'],
    ['2021-03-01', -1, '2021-02-28'],
    ['2000-02-28', 1, '2000-02-29'],
    ['1900-02-28', 1, '1900-03-01'],
    // Days with a change to or from daylight saving time in Berlin and New York.
    ['2021-03-28', 1, '2021-03-29'],
    ['2021-10-31', 1, '2021-11-01'],
    ['2021-03-14', 1, '2021-03-15'],
    ['2021-11-07', -1, '2021-11-06'],
    ['2021-03-14', 0, '2021-03-14'],
  ];
  for (const [from, days, to] of cases) {
    it(`${from} ${days >= 0 ? '+' : ''}${days} → ${to}`, () => assert.equal(addDays(from, days), to));
  }
});

describe('addSeconds', () => {
  it('across midnight and the end of a month and year → the right day', () => {
    assert.equal(addSeconds('2021-12-31 23:59:59', 1), '2022-01-01 00:00:00');
    assert.equal(addSeconds('2022-01-01 00:00:00', -1), '2021-12-31 23:59:59');
    assert.equal(addSeconds('2024-02-28 00:00:00', 86_400), '2024-02-29 00:00:00');
  });
});

describe('momentIn', () => {
  const cases: readonly (readonly [zone: string, utc: string, moment: string])[] = [
    ['Asia/Kolkata', '2021-03-14T18:29:59Z', '2021-03-14 23:59:59'],
    ['Asia/Kolkata', '2021-03-14T18:30:00Z', '2021-03-15 00:00:00'],
    ['Europe/Berlin', '2021-03-28T00:59:59Z', '2021-03-28 01:59:59'],
    ['Europe/Berlin', '2021-03-28T01:00:00Z', '2021-03-28 03:00:00'],
    ['Europe/Berlin', '2021-10-31T00:59:59Z', '2021-10-31 02:59:59'],
    ['Europe/Berlin', '2021-10-31T01:00:00Z', '2021-10-31 02:00:00'],
    ['America/New_York', '2021-03-14T06:59:59Z', '2021-03-14 01:59:59'],
    ['America/New_York', '2021-03-14T07:00:00Z', '2021-03-14 03:00:00'],
    ['America/New_York', '2021-11-07T05:59:59Z', '2021-11-07 01:59:59'],
    ['America/New_York', '2021-11-07T06:00:00Z', '2021-11-07 01:00:00'],
    ['UTC', '2021-12-31T23:59:59.999Z', '2021-12-31 23:59:59'],
    ['Pacific/Kiritimati', '2021-12-31T10:00:00Z', '2022-01-01 00:00:00'],
    ['Asia/Kathmandu', '2021-01-01T00:00:00Z', '2021-01-01 05:45:00'],
  ];
  for (const [zone, utc, moment] of cases) {
    it(`${utc} in ${zone} → ${moment}`, () => assert.equal(momentIn(zone, Date.parse(utc)), moment));
  }
  it('midnight → hour 00, never 24', () => assert.equal(momentIn('UTC', 0), '1970-01-01 00:00:00'));
  it('an unknown zone → RangeError', () => assert.throws(() => momentIn('Mars/Olympus', 0), RangeError));
});

describe('todayIn', () => {
  it('18:29 UTC in India → the same day; 18:30 → the next', () => {
    assert.equal(todayIn('Asia/Kolkata', Date.parse('2021-03-14T18:29:59Z')), '2021-03-14');
    assert.equal(todayIn('Asia/Kolkata', Date.parse('2021-03-14T18:30:00Z')), '2021-03-15');
  });
  it('no instant → now', () => {
    const before = new Date().toISOString().slice(0, 10);
    const today = todayIn('UTC');
    assert([before, new Date().toISOString().slice(0, 10)].includes(today));
  });
});

describe('rangeOf', function () {
  this.timeout(20_000);
  const expected = {
    today: ['2024-03-01', '2024-03-01'],
    yesterday: ['2024-02-29', '2024-02-29'],
    last7Days: ['2024-02-24', '2024-03-01'],
    last30Days: ['2024-02-01', '2024-03-01'],
    thisMonth: ['2024-03-01', '2024-03-01'],
  } as const;
  for (const preset of presets) {
    it(`${preset} on 2024-03-01 → ${expected[preset].join(' to ')}`, () => {
      const [start, end] = expected[preset];
      assert.deepEqual(rangeOf(preset, '2024-03-01'), { start, end });
    });
  }
  it('thisMonth on the last day of a month → starts on the first day', () =>
    assert.deepEqual(rangeOf('thisMonth', '2021-01-31'), { start: '2021-01-01', end: '2021-01-31' }));
});

describe('readServerDate', function () {
  this.timeout(20_000);
  const parts = { year: 2021, month: 2, dayOfMonth: 14, hourOfDay: 14, minute: 21, second: 11 };
  const good: readonly (readonly [value: unknown, moment: string])[] = [
    ['Mar 14, 2021 2:21:11 PM', '2021-03-14 14:21:11'],
    ['Jan 6, 2021 6:01:45 PM', '2021-01-06 18:01:45'],
    ['Mar 14, 2021 12:00:00 AM', '2021-03-14 00:00:00'],
    ['Mar 14, 2021 12:00:00 PM', '2021-03-14 12:00:00'],
    ['Mar 14, 2021, 2:21:11\u202FPM', '2021-03-14 14:21:11'],
    ['March 14, 2021 02:21:11 pm', '2021-03-14 14:21:11'],
    ['Feb 29, 2024 1:00:00 AM', '2024-02-29 01:00:00'],
    [parts, '2021-03-14 14:21:11'],
    [{ ...parts, month: 0 }, '2021-01-14 14:21:11'],
    [{ ...parts, month: 11, dayOfMonth: 31 }, '2021-12-31 14:21:11'],
    [{ year: 2021, month: 2, dayOfMonth: 4 }, '2021-03-04 00:00:00'],
    ['CUS_2021-03-14 14:21:10.866', '2021-03-14 14:21:10'],
    ['2021-03-14 14:21:10', '2021-03-14 14:21:10'],
    ['2021-03-14', '2021-03-14 00:00:00'],
    ['19-04-2024 14:19', '2024-04-19 14:19:00'],
    ['19-04-2024', '2024-04-19 00:00:00'],
    [Date.parse('2021-03-14T08:51:11Z'), '2021-03-14 14:21:11'],
  ];
  for (const [value, moment] of good) {
    it(`${JSON.stringify(value)} → ${moment}`, () => assert.equal(readServerDate(value, 'Asia/Kolkata'), moment));
  }
  it('another zone → changes only dates in milliseconds', () => {
    const inBerlin = good.map(([value]) => readServerDate(value, 'Europe/Berlin'));
    assert.deepEqual(
      inBerlin.slice(0, -1),
      good.slice(0, -1).map(([, moment]) => moment),
    );
    assert.equal(inBerlin.at(-1), '2021-03-14 09:51:11');
  });

  const invalid: readonly unknown[] = [
    undefined,
    null,
    true,
    '',
    ' ',
    'yesterday',
    '0',
    'Foo 14, 2021 2:21:11 PM',
    'Feb 30, 2021 2:21:11 PM',
    'Mar 14, 2021 99:21:11 PM',
    'Mar 14, 2021 13:21:11 PM',
    'Mar 14, 2021 2:61:11 PM',
    'Mar 0, 2021 2:21:11 PM',
    'CUS_',
    'CUS_2021-13-14 14:21:10.866',
    '31-02-2024 14:19',
    '04-19-2024 14:19',
    '19-04-2024 24:19',
    0,
    65245,
    1_615_710_071,
    1e11 - 1,
    2.5e14,
    1e300,
    -1e12,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    {},
    [],
    { year: 2021 },
    { ...parts, month: 12 },
    { ...parts, month: -1 },
    { ...parts, dayOfMonth: 0 },
    { ...parts, dayOfMonth: 32 },
    { ...parts, hourOfDay: 24 },
    { ...parts, year: '2021' },
    { ...parts, year: 20211 },
    { ...parts, year: 1e21 },
    { ...parts, minute: 1.5 },
    { ...parts, minute: null },
    { ...parts, second: [] },
    { ...parts, second: { toString: 1, valueOf: 1 } },
  ];
  for (const value of invalid) {
    it(`${JSON.stringify(value) ?? String(value)}${typeof value === 'number' ? ` (${value})` : ''} → undefined`, () =>
      assert.equal(readServerDate(value, 'Asia/Kolkata'), undefined));
  }
  it('any moment, in each format → the same moment', () => {
    const seconds = fc.integer({ min: Date.UTC(1980, 0) / 1000, max: Date.UTC(2100, 0) / 1000 });
    fc.assert(
      fc.property(seconds, (instant) => {
        const date = new Date(instant * 1000);
        const moment = date.toISOString().slice(0, 19).replace('T', ' ');
        const american = new Intl.DateTimeFormat('en-US', {
          timeZone: 'UTC',
          dateStyle: 'medium',
          timeStyle: 'medium',
        }).format(date);
        const parts = {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth(),
          dayOfMonth: date.getUTCDate(),
          hourOfDay: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
        };
        for (const value of [american, parts, `CUS_${moment}.123`, instant * 1000])
          assert.equal(readServerDate(value, 'UTC'), moment, JSON.stringify(value));
      }),
    );
  });
});
