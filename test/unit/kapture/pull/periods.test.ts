import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addSeconds, endOf, problemOfRange, startOf } from '../../../../src/kapture/dates/calendar.ts';
import { countFirstPeriods, firstPeriods, halvesInDays, periodsOf } from '../../../../src/kapture/pull/periods.ts';

const flat = { dialect: 'flat', dialects: {} } as const;

describe('periodsOf', function () {
  this.timeout(20_000);
  const cases: readonly (readonly [
    start: string,
    end: string,
    hours: number,
    periods: readonly (readonly [string, string])[],
  ])[] = [
    ['2021-03-14', '2021-03-14', 24, [['2021-03-14', '2021-03-14']]],
    [
      '2021-02-28',
      '2021-03-01',
      24,
      [
        ['2021-03-01', '2021-03-01'],
        ['2021-02-28', '2021-02-28'],
      ],
    ],
    [
      '2024-02-28',
      '2024-03-01',
      24,
      [
        ['2024-03-01', '2024-03-01'],
        ['2024-02-29', '2024-02-29'],
        ['2024-02-28', '2024-02-28'],
      ],
    ],
    [
      '2021-03-14',
      '2021-03-14',
      12,
      [
        ['2021-03-14 12:00:00', '2021-03-14 23:59:59'],
        ['2021-03-14 00:00:00', '2021-03-14 11:59:59'],
      ],
    ],
    [
      '2021-03-14',
      '2021-03-16',
      48,
      [
        ['2021-03-16', '2021-03-16'],
        ['2021-03-14', '2021-03-15'],
      ],
    ],
    ['2021-03-14', '2021-03-20', 168, [['2021-03-14', '2021-03-20']]],
    [
      '2021-03-14 10:00:00',
      '2021-03-15 09:00:00',
      24,
      [
        ['2021-03-15 00:00:00', '2021-03-15 09:00:00'],
        ['2021-03-14 10:00:00', '2021-03-14 23:59:59'],
      ],
    ],
    ['2021-03-14 10:00:00', '2021-03-14 10:00:00', 24, [['2021-03-14 10:00:00', '2021-03-14 10:00:00']]],
    [
      '2021-03-14 10:00:00',
      '2021-03-14 11:00:00',
      1,
      [
        ['2021-03-14 11:00:00', '2021-03-14 11:00:00'],
        ['2021-03-14 10:00:00', '2021-03-14 10:59:59'],
      ],
    ],
    ['2021-03-14 00:00:00', '2021-03-14 23:59:59', 24, [['2021-03-14', '2021-03-14']]],
    [
      '2021-03-14',
      '2021-03-15',
      36,
      [
        ['2021-03-15 12:00:00', '2021-03-15 23:59:59'],
        ['2021-03-14 00:00:00', '2021-03-15 11:59:59'],
      ],
    ],
    [
      '2021-12-31',
      '2022-01-01',
      24,
      [
        ['2022-01-01', '2022-01-01'],
        ['2021-12-31', '2021-12-31'],
      ],
    ],
    [' 2021-03-14', '2021-03-14 ', 24, [['2021-03-14', '2021-03-14']]],
    ['9998-12-31', '9998-12-31', 48, [['9998-12-31', '9998-12-31']]],
    ['2021-03-15', '2021-03-14', 24, []],
  ];
  for (const [start, end, hours, periods] of cases) {
    it(`${start} to ${end} by ${hours} h → ${periods.map((period) => period.join(' to ')).join(', ') || 'none'}`, () => {
      assert.deepEqual(
        periodsOf({ start, end }, hours),
        periods.map(([from, to]) => ({ start: from, end: to })),
      );
    });
  }
  it('firstPeriods → of the hours of the connection', () => {
    const range = { start: '2021-03-14', end: '2021-03-15' };
    assert.deepEqual(
      [168, 24, 12].map((periodHours) => firstPeriods(range, { ...flat, periodHours }, 'pull').length),
      [1, 2, 4],
    );
  });
  it('firstPeriods of a dialect without times, from 10:00 to 12:00 and by 6 h → days, within these times', () => {
    const range = { start: '2021-03-14 10:00:00', end: '2021-03-15 12:00:00' };
    assert.deepEqual(firstPeriods(range, { dialect: 'nested', dialects: {}, periodHours: 6 }, 'pull'), [
      { start: '2021-03-15 00:00:00', end: '2021-03-15 12:00:00' },
      { start: '2021-03-14 10:00:00', end: '2021-03-14 23:59:59' },
    ]);
  });
  for (const range of [
    { start: '2021-03-14', end: '2021-03-14' },
    { start: '2021-03-14', end: '2022-03-15' },
    { start: '2021-03-14 10:00:00', end: '2021-03-14 10:00:00' },
    { start: '2021-03-14 11:59:59', end: '2021-03-15 12:00:00' },
  ])
    it(`countFirstPeriods from ${range.start} to ${range.end} → the number of firstPeriods`, () => {
      const connections = [1, 5, 12, 24, 168].flatMap((periodHours) => [
        { ...flat, periodHours },
        { dialect: 'nested' as const, dialects: {}, periodHours },
      ]);
      assert.deepEqual(
        connections.map((connection) => countFirstPeriods(range, connection, 'pull')),
        connections.map((connection) => firstPeriods(range, connection, 'pull').length),
      );
    });
  it('countFirstPeriods of a thousand years by the hour → their number', () => {
    const range = { start: '1026-01-01', end: '2026-01-01' };
    assert.equal(countFirstPeriods(range, { ...flat, periodHours: 1 }, 'pull'), 365_244 * 24);
  });
  for (const [period, halves] of [
    [{ start: '2021-03-14', end: '2021-03-14' }, undefined],
    [{ start: '2021-03-14 10:00:00', end: '2021-03-14 12:00:00' }, undefined],
    [
      { start: '2021-03-14', end: '2021-03-16' },
      [
        { start: '2021-03-15', end: '2021-03-16' },
        { start: '2021-03-14', end: '2021-03-14' },
      ],
    ],
    [
      { start: '2021-03-14 10:00:00', end: '2021-03-15 12:00:00' },
      [
        { start: '2021-03-15 00:00:00', end: '2021-03-15 12:00:00' },
        { start: '2021-03-14 10:00:00', end: '2021-03-14 23:59:59' },
      ],
    ],
  ] as const)
    it(`halves of ${period.start} to ${period.end} in days → ${halves?.map(({ start, end }) => `${start} to ${end}`).join(', ') ?? 'none'}`, () => {
      assert.deepEqual(halvesInDays(period), halves);
    });
  it('days on which clocks change in some time zone → one period of 24 h', () => {
    for (const day of ['2021-03-28', '2021-10-31', '2021-03-14', '2021-11-07'])
      assert.deepEqual(periodsOf({ start: day, end: day }, 24), [{ start: day, end: day }]);
  });
  it('the latest valid day → periods', () => {
    const end = '9998-12-31 23:59:59';
    assert.equal(problemOfRange({ start: '9998-12-30', end }), undefined);
    assert.equal(periodsOf({ start: '9998-12-30', end }, 24 * 366).length, 1);
  });

  const second = fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2025, 0, 1) / 1000 });
  const moment = (seconds: number, asDay: boolean): string =>
    new Date(seconds * 1000)
      .toISOString()
      .slice(0, asDay ? 10 : 19)
      .replace('T', ' ');
  const range = fc
    .record({
      from: second,
      seconds: fc.integer({ min: 0, max: 20 * 86_400 }),
      startsAsDay: fc.boolean(),
      endsAsDay: fc.boolean(),
    })
    .map(({ from, seconds, startsAsDay, endsAsDay }) => ({
      start: moment(from, startsAsDay),
      end: moment(from + seconds, endsAsDay),
    }))
    .filter((valid) => problemOfRange(valid) === undefined);
  const hours = fc.oneof(fc.integer({ min: 1, max: 24 * 366 }), fc.constantFrom(1, 6, 12, 24, 48));
  const secondsOf = (from: string, to: string): number =>
    (Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`)) / 1000 + 1;

  it('any range and hours → periods without gaps or overlaps, newest first, with the same ends', () => {
    fc.assert(
      fc.property(range, hours, (wanted, length) => {
        const periods = periodsOf(wanted, length);
        assert(periods.length > 0);
        assert.equal(endOf(periods[0]!.end), endOf(wanted.end));
        assert.equal(startOf(periods.at(-1)!.start), startOf(wanted.start));
        for (const [index, period] of periods.entries()) {
          assert.equal(problemOfRange(period), undefined);
          const older = periods[index + 1];
          if (older) assert.equal(addSeconds(endOf(older.end), 1), startOf(period.start));
        }
      }),
    );
  });
  it('any range and hours → no longer period', () => {
    fc.assert(
      fc.property(range, hours, (wanted, length) => {
        for (const { start, end } of periodsOf(wanted, length))
          assert(secondsOf(startOf(start), endOf(end)) <= length * 3600);
      }),
    );
  });
  it('any range and hours → days for periods of whole days, seconds for others', () => {
    fc.assert(
      fc.property(range, hours, (wanted, length) => {
        for (const { start, end } of periodsOf(wanted, length)) {
          assert.equal(start.length, end.length);
          const isWholeDays = startOf(start).endsWith(' 00:00:00') && endOf(end).endsWith(' 23:59:59');
          assert.equal(start.length === 10, isWholeDays, `${start} to ${end}`);
        }
      }),
    );
  });
});
