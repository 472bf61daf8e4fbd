import assert from 'node:assert/strict';
import { addDays, momentIn, todayIn } from '../../../src/kapture/dates/calendar.ts';
import { emailPattern, phonePattern } from '../../../src/kapture/catalogue/customer/customerFields.ts';
import { generateCustomers } from '../../generateCustomers.ts';
import type { StoredCustomer } from '../../../src/sandbox/storedCustomer.ts';
import { noon } from './support.ts';

const dayMs = 86_400_000;
const zone = 'Asia/Kolkata';

function generated(now = noon, count?: number): StoredCustomer[] {
  return [...generateCustomers({ now, ...(count !== undefined && { count }) })];
}

function ofDay(customers: readonly StoredCustomer[], day: string): StoredCustomer[] {
  return customers.filter(({ createdAt }) => createdAt.startsWith(day));
}

describe('generateCustomers', () => {
  it('the same time → the same customers', () => {
    assert.deepEqual(generated(), generated());
  });

  it('any machine → the same customers', () => {
    assert.deepEqual(
      ofDay(generated(), '2026-03-09').map(({ id, createdAt, name, phone }) => [id, createdAt, name, phone]),
      [
        [75679000, '2026-03-09 00:00:00', 'Aarav Reddy', '6489683000'],
        [75679001, '2026-03-09 09:30:29', 'Joseph Pillai', '6462028677'],
        [75679002, '2026-03-09 18:38:10', 'Fernandes Medicals', '6434374354'],
      ],
    );
  });

  it('a later time → the customers of earlier days stay the same', () => {
    const yesterday = ofDay(generated(), '2026-03-09');
    for (const later of [dayMs, 30 * dayMs, 118 * dayMs])
      assert.deepEqual(ofDay(generated(noon + later), '2026-03-09'), yesterday);
    const today = ofDay(generated(), '2026-03-10');
    assert.deepEqual(ofDay(generated(noon + dayMs), '2026-03-10').slice(0, today.length), today);
  });

  for (const time of ['00:00:00', '00:00:01', '05:29:59', '05:30:00', '23:59:59']) {
    it(`${time} in India → today has a customer, and none is from the future`, () => {
      const now = Date.parse(`2026-03-10T${time}+05:30`);
      const customers = generated(now);
      assert.ok(ofDay(customers, '2026-03-10').length >= 1);
      assert.ok(customers.every(({ createdAt }) => createdAt <= momentIn(zone, now)));
    });
  }

  it('120 days → at least one customer on each', () => {
    const days = new Set(generated().map(({ createdAt }) => createdAt.slice(0, 10)));
    assert.equal(days.size, 120);
    assert.equal([...days][0], addDays(todayIn(zone, noon), -119));
  });

  for (const count of [0, 1, 5, 119, 120, 121, 300, 480, 5000]) {
    it(`count ${count} → about that many customers`, () => {
      const endOfDay = Date.parse('2026-03-10T23:59:59+05:30');
      const perDay = count / 120;
      assert.ok(Math.abs(generated(endOfDay, count).length - count) <= perDay);
    });
  }

  it('any time → at least 300 customers by default', () => {
    for (let hour = 0; hour < 24 * 30; hour += 5) assert.ok(generated(noon + hour * 3_600_000).length >= 300);
  });

  it('ids → 8 digits, ascending by time', () => {
    for (const customers of [generated(), generated(noon, 20_000)]) {
      for (const [index, { id, createdAt }] of customers.entries()) {
        const next = customers[index + 1];
        assert.ok(/^\d{8}$/.test(String(id)) && (!next || (next.id > id && next.createdAt >= createdAt)));
      }
    }
  });

  it('phones, emails and contact ids → unique', () => {
    const customers = generated(noon, 20_000);
    const shared: readonly (readonly unknown[])[] = [
      customers.map(({ phone }) => phone).filter(Boolean),
      customers.map(({ email }) => email).filter(Boolean),
      customers.flatMap(({ contacts }) => contacts.map(({ id }) => id)),
    ];
    for (const values of shared) assert.equal(new Set(values).size, values.length);
  });

  it('names, phones and emails → valid, and only example domains', () => {
    for (const { name, phone, email, contacts } of generated(noon, 5000)) {
      assert.ok(name && (phone || email));
      for (const one of [phone, ...contacts.map((contact) => contact.phone)])
        assert.match(one, new RegExp(phonePattern));
      for (const one of [email, ...contacts.map((contact) => contact.email)]) {
        assert.match(one, new RegExp(emailPattern));
        assert.match(one, /^$|@example\.(com|in|org)$/);
      }
    }
  });

  const kinds: readonly (readonly [
    kind: string,
    isOfKind: (customer: StoredCustomer) => boolean,
    min: number,
    max: number,
  ])[] = [
    ['are named in Devanagari', ({ name }) => /\p{Script=Devanagari}/u.test(name), 5, 80],
    ['have no email', ({ email }) => !email, 20, 150],
    ['have no phone', ({ phone }) => !phone, 10, 100],
    ['have several contacts', ({ contacts }) => contacts.length > 1, 50, 200],
    ['have no agent', ({ agent }) => agent.id === 0, 40, 200],
    ['have a masked phone', ({ phoneMasked }) => phoneMasked, 3, 50],
    ['have a masked email', ({ emailMasked }) => emailMasked, 3, 50],
    ['have a form in the remarks', ({ remarks }) => remarks.includes('PRIMARY_SOURCE'), 80, 250],
    ['have raw line breaks', ({ rawLineBreaks }) => rawLineBreaks, 5, 60],
    ['have a value in attr1', ({ customFields }) => 'attr1' in customFields, 50, 250],
    ['are organizations', ({ isOrganization }) => isOrganization, 20, 120],
  ];
  for (const [kind, isOfKind, min, max] of kinds) {
    it(`generated customers → ${min} to ${max} of them ${kind}`, () => {
      const count = generated().filter(isOfKind).length;
      assert.ok(count >= min && count <= max, String(count));
    });
  }
});
