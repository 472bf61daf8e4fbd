import assert from 'node:assert/strict';
import { GeneratedCustomers } from '../../../src/sandbox/generator.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { blankCustomer, type StoredCustomer } from '../../../src/sandbox/storedCustomer.ts';
import { noon } from './support.ts';

function customer(id: number, createdAt: string, parts: Partial<StoredCustomer> = {}): StoredCustomer {
  return { ...blankCustomer(id, createdAt, 0), ...parts };
}

function idsOf(customers: Iterable<StoredCustomer>): number[] {
  return [...customers].map(({ id }) => id);
}

describe('sandbox Store', () => {
  const seed = [
    customer(3, '2026-01-02 00:00:00', { phone: '9876543210', email: 'Asha@Example.com', code: 'A' }),
    customer(1, '2026-01-01 23:59:59', { code: 'A' }),
    customer(2, '2026-01-02 00:00:00'),
  ];

  it('find → customers by id, code, email and phone; none for a blank value', () => {
    const store = new Store(() => seed);
    assert.deepEqual(idsOf(store.find('id', '2')), [2]);
    assert.deepEqual(idsOf(store.find('code', 'a')), [3, 1]);
    assert.deepEqual(idsOf(store.find('email', 'asha@example.COM')), [3]);
    assert.deepEqual(idsOf(store.find('phone', '9876543210')), [3]);
    for (const key of ['id', 'code', 'email', 'phone'] as const) assert.deepEqual(store.find(key, ''), []);
  });

  it('between → the customers of an inclusive range, in the order of creation', () => {
    const store = new Store(() => seed);
    assert.deepEqual(idsOf(store.between('0000-01-01 00:00:00', '9999-12-31 23:59:59')), [1, 2, 3]);
    assert.deepEqual(idsOf(store.between('2026-01-02 00:00:00', '2026-01-02 00:00:00')), [2, 3]);
    assert.deepEqual(idsOf(store.between('2026-01-01 23:59:59', '2026-01-01 23:59:59')), [1]);
    assert.deepEqual([...store.between('2026-01-02 00:00:01', '2026-02-01 00:00:00')], []);
    assert.deepEqual([...store.between('2026-02-01 00:00:00', '2026-01-01 00:00:00')], []);
  });

  it('add → the next id, and the correct position in the order', () => {
    const store = new Store(() => seed);
    assert.equal(store.add((id) => customer(id, '2026-01-02 00:00:00')).id, 4);
    assert.equal(store.add((id) => customer(id, '2025-12-31 00:00:00', { phone: '9' })).id, 5);
    assert.deepEqual(idsOf(store.between('2025-01-01 00:00:00', '2026-12-31 00:00:00')), [5, 1, 2, 3, 4]);
    assert.deepEqual(idsOf(store.find('phone', '9')), [5]);
    assert.equal(store.size, 5);
  });

  it('update → all indexes are updated, and responses in progress do not change', () => {
    const store = new Store(() => seed);
    const before = store.between('2026-01-02 00:00:00', '2026-01-02 00:00:00');
    store.update({ ...seed[0]!, phone: '9000000000', email: '', code: 'B' });
    assert.deepEqual(store.find('phone', '9876543210'), []);
    assert.deepEqual(store.find('email', 'asha@example.com'), []);
    assert.deepEqual(idsOf(store.find('code', 'A')), [1]);
    assert.deepEqual(idsOf(store.find('code', 'B')), [3]);
    assert.deepEqual(idsOf(store.find('phone', '9000000000')), [3]);
    assert.equal([...store.between('2026-01-02 00:00:00', '2026-01-02 00:00:00')][1]!.phone, '9000000000');
    assert.equal([...before][1]!.phone, '9876543210');
    assert.throws(() => store.update(customer(9, '2026-01-01 00:00:00')), RangeError);
  });

  describe('while the time passes', () => {
    const [evening, midnight, nextEvening] = [
      Date.parse('2026-03-09T23:50:00+05:30'),
      Date.parse('2026-03-10T00:10:00+05:30'),
      Date.parse('2026-03-10T23:50:00+05:30'),
    ];
    const today = ['2026-03-10 00:00:00', '2026-03-10 23:59:59'] as const;
    const running = (): { readonly store: Store; readonly setTime: (time: number) => void } => {
      let time = evening;
      const store = new Store(
        () => seed,
        () => new GeneratedCustomers({ now: () => time }),
      );
      return { store, setTime: (next) => (time = next) };
    };

    it('midnight → the new day has its first customer, which can be found', () => {
      const { store, setTime } = running();
      assert.deepEqual(idsOf(store.between(...today)), []);
      setTime(midnight);
      const [first] = store.between(...today);
      assert.equal(first?.createdAt, '2026-03-10 00:00:00');
      assert.deepEqual(idsOf(store.find('id', String(first.id))), [first.id]);
    });

    it('customers are added before and after others appear → all ids are different, and size counts each', () => {
      const { store, setTime } = running();
      setTime(midnight);
      const early = store.add((id) => customer(id, '2026-03-10 00:10:00'));
      setTime(nextEvening);
      const late = store.add((id) => customer(id, '2026-03-10 23:50:00'));
      const ids = idsOf(store.between(...today));
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.includes(early.id) && ids.includes(late.id) && ids.length > 3);
      assert.equal(store.size, idsOf(store.between('0000', '9999')).length);
      assert.equal(late.id, Math.max(...ids));
    });
  });

  describe('with generated customers', () => {
    const generated = (): GeneratedCustomers => new GeneratedCustomers({ now: () => noon, count: 300_000 });
    const store = new Store(() => seed, generated);
    const all = [...generated().between('2026-03-08 00:00:00', '2026-03-08 23:59:59')];

    it('between → generated and added customers in order', () => {
      assert.equal(store.size, 3 + generated().size);
      const added = store.add((id) => customer(id, all[700]!.createdAt, { name: 'Added' }));
      const found = idsOf(store.between('2026-03-08 00:00:00', '2026-03-08 23:59:59'));
      assert.deepEqual(
        found.filter((id) => id !== added.id),
        idsOf(all),
      );
      assert.ok(added.id > all.at(-1)!.id && found.indexOf(added.id) >= 700 && found.indexOf(added.id) < 720);
      assert.equal(store.size, 4 + generated().size);
    });

    it('find → each by its id, code, email and phone', () => {
      for (const one of all.slice(0, 300)) {
        for (const key of ['id', 'code', 'email', 'phone'] as const) {
          const ids = idsOf(store.find(key, String(one[key]).toUpperCase()));
          assert.ok(one[key] === '' ? !ids.length : ids.includes(one.id), `${key} ${one[key]}`);
        }
      }
      for (const [key, value] of [
        ['id', '69999999'],
        ['id', '7.6e7'],
        ['code', 'KC1-1'],
        ['phone', '6400000001'],
        ['email', 'a.b.zzzzzzzz@example.com'],
      ] as const)
        assert.deepEqual(store.find(key, value), []);
    });

    it('update → found by its new values at the same position; after a reset by its original values', () => {
      const one = all.find(({ phone, email }) => phone && email)!;
      store.update({ ...one, phone: '9000000000' });
      assert.deepEqual(store.find('phone', one.phone), []);
      assert.deepEqual(
        [idsOf(store.find('phone', '9000000000')), idsOf(store.find('email', one.email))],
        [[one.id], [one.id]],
      );
      assert.deepEqual(idsOf(store.between(one.createdAt, one.createdAt)), [one.id]);
      store.update({ ...one, phone: '9000000001' });
      assert.deepEqual(idsOf(store.find('phone', '9000000001')), [one.id]);
      store.reset();
      assert.deepEqual([idsOf(store.find('phone', one.phone)), store.size], [[one.id], 3 + generated().size]);
    });
  });

  it('reset → the seed customers', () => {
    const store = new Store(() => seed);
    store.add((id) => customer(id, '2026-01-03 00:00:00', { phone: '9' }));
    store.update({ ...seed[0]!, phone: '8' });
    store.reset();
    assert.equal(store.size, 3);
    assert.deepEqual(store.find('phone', '9'), []);
    assert.deepEqual(idsOf(store.find('phone', '9876543210')), [3]);
    // The ID 4 was that of the customer that the reset removed.
    assert.equal(store.add((id) => customer(id, '2026-01-03 00:00:00')).id, 5);
  });
});
