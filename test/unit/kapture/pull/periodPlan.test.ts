import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addSeconds, endOf, startOf } from '../../../../src/kapture/dates/calendar.ts';
import { PeriodPlan, type Planned } from '../../../../src/kapture/pull/periodPlan.ts';
import { halvesOf, periodsOf, secondsOf, type Period } from '../../../../src/kapture/pull/periods.ts';

const hour = 3600;
const days = (first: string, last: string): Period[] => periodsOf({ start: first, end: last }, 24);

/** A tenant's response to a period: the number of records, or how it fails. */
type Tenant = (period: Period) => number | 'silent' | 'stops';

interface Walk {
  readonly done: readonly Period[];
  readonly failed: readonly Period[];
  readonly requested: readonly Planned[];
}

/** Requests the periods of a plan one by one, like a pull. `first` returns the first record of a response. */
function walk(plan: PeriodPlan, tenant: Tenant, limit: number, first?: (period: Period) => string): Walk {
  const [done, failed, requested]: [Period[], Period[], Planned[]] = [[], [], []];
  for (let planned = plan.next(); planned; planned = plan.next()) {
    requested.push(planned);
    assert(requested.length < 100_000);
    const answer = tenant(planned.period);
    let others: Planned[] | undefined;
    if (answer === 'silent' || answer === 'stops') others = plan.halvesAfterTimeout(planned, answer === 'stops');
    else if (answer >= limit) others = plan.halves(planned, first?.(planned.period));
    if (others) plan.put(others);
    else if (typeof answer === 'string' || answer >= limit) failed.push(planned.period);
    else done.push(planned.period);
  }
  return { done, failed, requested };
}

/** Asserts that periods cover the same time as others, without gaps and overlaps. */
function assertCovers(periods: readonly Period[], covered: readonly Period[]): void {
  const sorted = periods.toSorted((one, other) => (startOf(one.start) < startOf(other.start) ? 1 : -1));
  assert.equal(endOf(sorted[0]!.end), endOf(covered[0]!.end));
  assert.equal(startOf(sorted.at(-1)!.start), startOf(covered.at(-1)!.start));
  for (const [index, { start }] of sorted.slice(0, -1).entries())
    assert.equal(addSeconds(endOf(sorted[index + 1]!.end), 1), startOf(start));
}

describe('PeriodPlan', () => {
  it('a tenant that ignores times and returns the whole day → both halves are requested, and the next day is not divided into quarters', () => {
    const { requested, failed } = walk(
      new PeriodPlan(days('2026-11-01', '2026-11-02')),
      () => 100,
      100,
      ({ start }) => start.slice(0, 10),
    );
    assert.deepEqual([requested.length, failed.length], [6, 4]);
    assertCovers(failed, days('2026-11-01', '2026-11-02'));
  });
  it('halves with different first records → divided until they fit', () => {
    const { done, failed } = walk(
      new PeriodPlan(days('2026-11-01', '2026-11-01')),
      (period) => secondsOf(period) / 60,
      100,
      ({ start }) => start,
    );
    assert.deepEqual([failed, done.length], [[], 16]);
  });
  for (const [answer, maxRequests] of [
    ['silent', 7],
    ['stops', 63],
  ] as const) {
    it(`no complete response (${answer}) → ${maxRequests} requests for a day, and the whole day is missing`, () => {
      const { requested, failed } = walk(new PeriodPlan(days('2026-11-01', '2026-11-01')), () => answer, 100);
      assert.equal(requested.length, maxRequests);
      assertCovers(failed, days('2026-11-01', '2026-11-01'));
    });
  }
  it('halvesOf a period of one second → undefined', () => {
    assert.equal(halvesOf({ start: '2026-11-01 10:00:00', end: '2026-11-01 10:00:00' }), undefined);
  });

  const range = fc
    .tuple(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 1, max: 12 * 86_400 }))
    .map(([from, length]) => {
      const start = addSeconds('2026-02-26 00:00:00', from);
      return { start, end: addSeconds(start, length - 1) };
    });
  it('any range, settings and tenant → every second once, no period above the maximum, and it ends', () => {
    const busy = fc.array(fc.tuple(fc.integer({ min: 0, max: 13 * 24 }), fc.integer({ min: 1, max: 60 })), {
      maxLength: 30,
    });
    const settings = fc.record({
      hours: fc.integer({ min: 1, max: 400 }),
      limit: fc.integer({ min: 1, max: 100 }),
      slowHours: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(range, busy, settings, (wanted, hours, { hours: mostHours, limit, slowHours }) => {
        const records = hours.flatMap(([at, count]) =>
          Array.from({ length: count }, (_, index) => addSeconds('2026-02-26 00:00:00', at * hour + index * 7)),
        );
        const first = periodsOf(wanted, mostHours);
        const { done, failed, requested } = walk(
          new PeriodPlan(first),
          (period) => {
            const seconds = secondsOf(period);
            if (seconds > slowHours * hour) return 'silent';
            return Math.min(
              limit,
              records.filter((at) => at >= startOf(period.start) && at <= endOf(period.end)).length,
            );
          },
          limit,
        );
        assertCovers([...done, ...failed], first);
        for (const { period } of requested) assert(secondsOf(period) <= mostHours * hour);
        // A period is halved at most 17 times until it is a second long, and only if it has records or is slow.
        assert(requested.length <= 9 * first.length + 40 * (records.length + 1), `${requested.length}`);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
