import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addSeconds, endOf, startOf } from '../../../../src/kapture/dates/calendar.ts';
import { WindowPlan, type Planned } from '../../../../src/kapture/pull/windowPlan.ts';
import { halvesOf, secondsOf, windowsOf, type Window } from '../../../../src/kapture/pull/windows.ts';

const hour = 3600;
const days = (first: string, last: string): Window[] => windowsOf({ start: first, end: last }, 24);
const texts = (planned: readonly (Planned | undefined)[] = []): string[] =>
  planned.map((each) => `${each?.window.start} to ${each?.window.end}`);

/** What a tenant does with a window: how many records it has there, or that they do not come. */
type Tenant = (window: Window, planned: Planned) => number | 'silent' | 'stops' | 'refused';

interface Walk {
  readonly done: readonly Window[];
  readonly failed: readonly Window[];
  readonly asked: readonly Planned[];
}

/** Asks for all of a plan, one after the other, as a pull does; `first` is what a tenant's response begins with. */
function walk(plan: WindowPlan, tenant: Tenant, limit: number, first?: (window: Window) => string): Walk {
  const [done, failed, asked]: [Window[], Window[], Planned[]] = [[], [], []];
  for (let planned = plan.next(); planned; planned = plan.next()) {
    asked.push(planned);
    assert(asked.length < 100_000);
    const answer = tenant(planned.window, planned);
    const others =
      answer === 'refused'
        ? plan.apart(planned)
        : answer === 'silent' || answer === 'stops'
          ? plan.halvesOfLate(planned, answer === 'stops')
          : answer >= limit
            ? plan.halves(planned, first?.(planned.window))
            : undefined;
    if (others) plan.put(others);
    else if (typeof answer === 'string' || answer >= limit) failed.push(planned.window);
    else {
      done.push(planned.window);
      plan.came(answer < limit / 4);
    }
  }
  return { done, failed, asked };
}

/** That windows, newest first, cover the same time as others and none of it twice. */
function assertTiles(windows: readonly Window[], covered: readonly Window[]): void {
  const sorted = windows.toSorted((one, other) => (startOf(one.start) < startOf(other.start) ? 1 : -1));
  assert.equal(endOf(sorted[0]!.end), endOf(covered[0]!.end));
  assert.equal(startOf(sorted.at(-1)!.start), startOf(covered.at(-1)!.start));
  for (const [index, { start }] of sorted.slice(0, -1).entries())
    assert.equal(addSeconds(endOf(sorted[index + 1]!.end), 1), startOf(start));
}

describe('WindowPlan', () => {
  it('quiet days → twice as many each time, up to the most hours', () => {
    const { asked } = walk(new WindowPlan(days('2026-11-01', '2026-11-14'), 96), () => 0, 100);
    assert.deepEqual(texts(asked), [
      '2026-11-14 to 2026-11-14',
      '2026-11-12 to 2026-11-13',
      '2026-11-08 to 2026-11-11',
      '2026-11-04 to 2026-11-07',
      '2026-11-01 to 2026-11-03',
    ]);
  });
  it('a gap → not joined over', () => {
    const plan = new WindowPlan([...days('2026-11-08', '2026-11-09'), ...days('2026-11-01', '2026-11-02')], 1000);
    plan.came(true);
    plan.came(true);
    assert.deepEqual(texts([plan.next(), plan.next(), plan.next()]), [
      '2026-11-08 to 2026-11-09',
      '2026-11-01 to 2026-11-02',
      'undefined to undefined',
    ]);
  });
  it('a busy day → the next is asked for alone', () => {
    const plan = new WindowPlan(days('2026-11-01', '2026-11-09'), 1000);
    plan.came(true);
    plan.came(false);
    assert.deepEqual(texts([plan.next()]), ['2026-11-09 to 2026-11-09']);
  });
  it('a tenant that gives the whole day, whatever times it is asked for → both halves are asked for, and no quarter of the next day', () => {
    const { asked, failed } = walk(
      new WindowPlan(days('2026-11-01', '2026-11-02'), 24),
      () => 100,
      100,
      ({ start }) => start.slice(0, 10),
    );
    assert.deepEqual([asked.length, failed.length], [6, 4]);
    assertTiles(failed, days('2026-11-01', '2026-11-02'));
  });
  it('halves that begin with other records → cut until they fit', () => {
    const { done, failed } = walk(
      new WindowPlan(days('2026-11-01', '2026-11-01'), 24),
      (window) => secondsOf(window) / 60,
      100,
      ({ start }) => start,
    );
    assert.deepEqual([failed, done.length], [[], 16]);
  });
  it('a joined window that is refused → its days, and none is joined again', () => {
    const { asked, done } = walk(
      new WindowPlan(days('2026-11-01', '2026-11-09'), 1000),
      (_, { parts }) => (parts ? 'refused' : 0),
      100,
    );
    assert.deepEqual([asked.length, done], [10, days('2026-11-01', '2026-11-09')]);
  });
  for (const [answer, most] of [
    ['silent', 7],
    ['stops', 63],
  ] as const) {
    it(`nothing ever comes whole (${answer}) → no more than ${most} requests a day, and all of it is missing`, () => {
      const { asked, failed } = walk(new WindowPlan(days('2026-11-01', '2026-11-01'), 168), () => answer, 100);
      assert.equal(asked.length, most);
      assertTiles(failed, days('2026-11-01', '2026-11-01'));
    });
  }
  it('what was too slow once → not made as long again of quiet neighbours', () => {
    const { asked, done } = walk(
      new WindowPlan(days('2026-11-01', '2026-11-03'), 168),
      (window) => (secondsOf(window) > 12 * hour ? 'silent' : 0),
      100,
    );
    assertTiles(done, days('2026-11-01', '2026-11-03'));
    assert.equal(asked.length, 9);
  });
  it('a second → has no halves', () => {
    assert.equal(halvesOf({ start: '2026-11-01 10:00:00', end: '2026-11-01 10:00:00' }), undefined);
  });

  const range = fc
    .tuple(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 1, max: 12 * 86_400 }))
    .map(([from, length]) => {
      const start = addSeconds('2026-02-26 00:00:00', from);
      return { start, end: addSeconds(start, length - 1) };
    });
  it('any range, settings and tenant → every second once, nothing longer than the most hours, and an end', () => {
    const busy = fc.array(fc.tuple(fc.integer({ min: 0, max: 13 * 24 }), fc.integer({ min: 1, max: 60 })), {
      maxLength: 30,
    });
    const settings = fc.record({
      hours: fc.integer({ min: 1, max: 400 }),
      limit: fc.integer({ min: 1, max: 100 }),
      slowHours: fc.integer({ min: 1, max: 400 }),
      longestHours: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(range, busy, settings, (wanted, hours, { hours: mostHours, limit, slowHours, longestHours }) => {
        const records = hours.flatMap(([at, count]) =>
          Array.from({ length: count }, (_, index) => addSeconds('2026-02-26 00:00:00', at * hour + index * 7)),
        );
        const first = windowsOf(wanted, Math.min(24, mostHours));
        const { done, failed, asked } = walk(
          new WindowPlan(first, mostHours),
          (window, { parts }) => {
            const seconds = secondsOf(window);
            if (seconds > slowHours * hour) return 'silent';
            if (parts && seconds > longestHours * hour) return 'refused';
            return Math.min(
              limit,
              records.filter((at) => at >= startOf(window.start) && at <= endOf(window.end)).length,
            );
          },
          limit,
        );
        assertTiles([...done, ...failed], first);
        for (const { window } of asked) assert(secondsOf(window) <= mostHours * hour);
        // A window is halved seventeen times at the most until it is a second, and only where there are records or it is slow.
        assert(asked.length <= 9 * first.length + 40 * (records.length + 1), `${asked.length}`);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
