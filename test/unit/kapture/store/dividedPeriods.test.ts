import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { addSeconds, dayOf, endOf, startOf, type DateRange } from '../../../../src/kapture/dates/calendar.ts';
import { halvesOf, periodsOf, secondsOf } from '../../../../src/kapture/pull/periods.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { openMemory } from '../../../../src/kapture/store/database.ts';

const range = { start: '2026-11-01', end: '2026-11-02' };
/** The maximum number of customers in a response. */
const limit = 4;

/** The seconds at which customers were created, by ID. */
type Customers = Map<number, number>;

/** How a tenant understands the times of a request. */
type Understanding = 'exact' | 'no customers for times' | 'all of the day for times' | 'an hour less for times';

function isWithin(second: number, { start, end }: DateRange): boolean {
  const at = addSeconds('2026-11-01 00:00:00', second);
  return at >= startOf(start) && at <= endOf(end);
}

/** The customers that a tenant has for a period. */
function customersOf(customers: Customers, period: DateRange, understanding: Understanding): number[] {
  const hasTimes = period.start.length > 10 || period.end.length > 10;
  if (hasTimes && understanding === 'no customers for times') return [];
  let asked = period;
  if (hasTimes && understanding === 'all of the day for times')
    asked = { start: dayOf(period.start), end: dayOf(period.end) };
  if (hasTimes && understanding === 'an hour less for times')
    asked = { start: period.start, end: addSeconds(endOf(period.end), -3600) };
  return [...customers].filter(([, second]) => isWithin(second, asked)).map(([id]) => id);
}

/** How a response ends: as it should, or after a number of its customers. */
interface Ending {
  readonly how: 'complete' | 'timeout' | 'reset';
  readonly received: number;
}

/** Requests a period, and divides it if there are too many customers, or after a timeout. Returns what was received. */
function request(
  store: CustomerStore,
  pull: StoredPull,
  period: DateRange,
  found: readonly number[],
  { how, received }: Ending,
): readonly number[] {
  const ids = found.slice(0, how === 'complete' ? limit : Math.min(received, limit));
  const writer = store.openPeriod(pull, period);
  for (const id of ids) {
    const record = Buffer.from(`{"id": ${id}}`);
    writer.append(record, [0, record.length]);
  }
  const limited = ids.length === limit ? { limited: limit } : undefined;
  writer.end(how === 'complete' ? limited : { error: how });
  const halves = secondsOf(period) > 3600 ? halvesOf(period) : undefined;
  const isDivided = how === 'timeout' || (how === 'complete' && limited);
  if (halves && isDivided) store.replacePeriods(pull.id, [period], halves);
  return ids;
}

const missingOf = (store: CustomerStore, pull: StoredPull): DateRange[] =>
  store
    .periods(pull.id)
    .filter(({ isDone }) => !isDone)
    .map(({ period }) => period);

const idsOf = (store: CustomerStore, pull: StoredPull): Set<number> =>
  new Set(store.page(pull.id, { limit: 1000 }).map(({ id }) => Number(id)));

describe('a pull whose periods are divided, in any order and with any failures', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'kapture-divided-'))));
  after(() => rmSync(folder, { recursive: true }));

  function withPull(work: (store: CustomerStore, pull: StoredPull) => void): void {
    const database = openMemory();
    const store = new CustomerStore(database, folder);
    try {
      const source = { tenant: 'Acme', connection: 'Acme', timeZone: 'UTC' };
      work(store, store.begin(source, range, periodsOf(range, 24)));
    } finally {
      store.close();
      database.close();
    }
  }

  const seconds = fc.array(fc.integer({ min: 0, max: 2 * 86_400 - 1 }), { maxLength: 30 });
  const customersAt = (at: readonly number[]): Customers => new Map(at.map((second, index) => [index + 1, second]));
  const ending = fc.record({
    how: fc.constantFrom<Ending['how']>('complete', 'complete', 'complete', 'timeout', 'reset'),
    received: fc.nat({ max: limit }),
  });
  /** Which of the missing periods is requested next, how it ends, and which customer is deleted before. */
  const steps = fc.array(fc.record({ which: fc.nat(), ending, deleted: fc.nat({ max: 60 }) }), { maxLength: 40 });

  it('no customer is deleted → no received customer is ever lost, whatever the tenant understands', () => {
    const understandings = fc.constantFrom<Understanding>(
      'exact',
      'no customers for times',
      'all of the day for times',
      'an hour less for times',
    );
    fc.assert(
      fc.property(seconds, understandings, steps, (at, understanding, history) => {
        const customers = customersAt(at);
        withPull((store, pull) => {
          const received = new Set<number>();
          for (const step of history) {
            const missing = missingOf(store, pull);
            const period = missing[step.which % missing.length];
            if (!period) break;
            const found = customersOf(customers, period, understanding);
            for (const id of request(store, pull, period, found, step.ending)) received.add(id);
            assert.deepEqual(idsOf(store, pull), received);
          }
        });
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('customers are deleted at any time → further pulls of what is missing complete it, with all customers that exist', () => {
    fc.assert(
      fc.property(seconds, steps, (at, history) => {
        const customers = customersAt(at);
        withPull((store, pull) => {
          const pullPeriod = (period: DateRange, how: Ending): void =>
            void request(store, pull, period, customersOf(customers, period, 'exact'), how);
          for (const step of history) {
            customers.delete(step.deleted);
            const missing = missingOf(store, pull);
            const period = missing[step.which % missing.length];
            if (period) pullPeriod(period, step.ending);
          }
          const isDivisible = (period: DateRange): boolean =>
            secondsOf(period) > 3600 || customersOf(customers, period, 'exact').length < limit;
          let requests = 0;
          for (;;) {
            const period = missingOf(store, pull).find(isDivisible);
            if (!period) break;
            assert(++requests < 1000, 'it does not end');
            pullPeriod(period, { how: 'complete', received: 0 });
          }
          const stored = idsOf(store, pull);
          const isCutOff = missingOf(store, pull).length > 0;
          if (!isCutOff) for (const id of customers.keys()) assert(stored.has(id), `${id}`);
        });
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
