import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayOfCustomer, readCustomer } from '../../../../src/kapture/records/customer.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { sample } from '../../../samples.ts';

const zone = 'Asia/Kolkata';
const read = (record: unknown): ReturnType<typeof readCustomer> => readCustomer(JSON.stringify(record), zone);

function customerOf(operation: 'get' | 'pull', name: string): ReturnType<typeof readCustomer> {
  const text = sample(name);
  const [span] = readResponse(operation, 200, text).records;
  assert(span);
  return readCustomer(text.slice(span.start, span.end), zone);
}

describe('readCustomer', function () {
  this.timeout(20_000);
  it('the published sample of Pull → the values of its customer', () => {
    const customer = customerOf('pull', 'pull.response.txt');
    assert(customer);
    const { text, ...rest } = customer;
    assert.deepEqual(rest, {
      id: '65245',
      name: 'Ker',
      subject: '',
      phone: '',
      contactPhone: '63582',
      email: 'ker@  .in',
      code: '',
      city: '',
      agent: 'Rii',
      status: 'F',
      enquiries: 1,
      source: 'Website',
      createdAt: '2021-03-14 14:21:11',
      contacts: [{ id: '71478', name: 'Ker', phone: '63582', email: 'ker@  .in', isPrimary: true }],
    });
    assert(sample('pull.response.txt').includes(text));
    assert.equal(dayOfCustomer(customer), '2021-03-14');
  });
  it('the published sample of Get → the values of its customer', () => {
    const customer = customerOf('get', 'get.response.json');
    assert(customer);
    const { text, ...rest } = customer;
    assert.deepEqual(rest, {
      id: '61371820',
      name: 'Nishchal',
      subject: '',
      phone: '9845765226',
      contactPhone: '',
      email: '',
      code: '',
      city: '',
      agent: '',
      status: 'N',
      enquiries: 1,
      source: '',
      createdAt: '2021-01-06 18:01:45',
      contacts: [{ id: '66531398', name: '', phone: '', email: '', isPrimary: true }],
    });
    assert.match(text, /"maxCreditAmt": 0\.0,/);
  });

  const ids: readonly (readonly [record: unknown, id: string | undefined])[] = [
    [{ id: 7 }, '7'],
    [{ id: ' 7 ' }, '7'],
    [{ id: 0 }, undefined],
    [{ id: '' }, undefined],
    [{ id: null }, undefined],
    [{ id: true }, undefined],
    [{}, undefined],
    [{ contacts: [{ leadId: 7 }] }, '7'],
    [{ id: 0, contacts: [{ leadId: 7 }] }, '7'],
    [{ contacts: [null, { leadId: 7 }] }, undefined],
    [{ contacts: 'x' }, undefined],
    [{ contacts: [] }, undefined],
    [[], undefined],
    [null, undefined],
    ['x', undefined],
    [7, undefined],
  ];
  for (const [record, id] of ids)
    it(`${JSON.stringify(record)} → ${id ? `id ${id}` : 'undefined'}`, () => assert.equal(read(record)?.id, id));
  it('an id of 20 digits → all the digits', () =>
    assert.equal(readCustomer('{"id": 12345678901234567890}', zone)?.id, '12345678901234567890'));
  it('a truncated text or a text that is not JSON → undefined', () => {
    for (const text of ['', '{"id": 1', '<html>', '{id: 1}']) assert.equal(readCustomer(text, zone), undefined);
  });

  it("phones → the customer's own, and separately the primary contact's, or the first contact's if none is primary", () => {
    const contacts = [
      { phone: 'first', email: 'first@x' },
      { phone: 6_123_456_789, email: ' primary@x ', isPrimaryContact: true },
    ];
    const phonesOf = (record: object): unknown => {
      const { phone, contactPhone } = read(record)!;
      return [phone, contactPhone];
    };
    assert.deepEqual(phonesOf({ id: 1, companyPhone: 'own', contacts }), ['own', '6123456789']);
    assert.deepEqual(phonesOf({ id: 1, companyPhone: '  ', contacts }), ['', '6123456789']);
    assert.deepEqual(phonesOf({ id: 1, contacts: contacts.slice(0, 1) }), ['', 'first']);
    assert.deepEqual(phonesOf({ id: 1, companyPhone: 9874563725 }), ['9874563725', '']);
    assert.equal(read({ id: 1, companyPhone: 'own', email: 'own@x', contacts })?.email, 'own@x');
    assert.equal(read({ id: 1, contacts })?.email, 'primary@x');
  });
  it('a contact whose mark is the text "true" → the primary one', () => {
    const contacts = [
      { phone: '1', isPrimaryContact: 'false' },
      { phone: '2', isPrimaryContact: 'true' },
    ];
    const customer = read({ id: 1, contacts });
    assert.deepEqual(
      [customer?.contactPhone, customer?.contacts.map(({ isPrimary }) => isPrimary)],
      ['2', [false, true]],
    );
  });
  it("a blank name → the contact's name", () =>
    assert.equal(read({ id: 1, name: ' ', contacts: [{ contactPerson: 'Aadii' }] })?.name, 'Aadii'));
  it('elements of contacts that are not objects → omitted', () =>
    assert.deepEqual(read({ id: 1, contacts: [null, 'x', 3] })?.contacts, []));

  const dates: readonly (readonly [record: object, createdAt: string | undefined])[] = [
    [
      { generationDate: { year: 2021, month: 2, dayOfMonth: 14, hourOfDay: 14, minute: 21, second: 11 } },
      '2021-03-14 14:21:11',
    ],
    [{ generationDate: '19-04-2024 14:19' }, '2024-04-19 14:19:00'],
    [{ generationDate: Date.parse('2021-03-14T18:30:00Z') }, '2021-03-15 00:00:00'],
    [{ generationDate: 'soon', imageReferenceId: 'CUS_2021-03-14 14:21:10.866' }, '2021-03-14 14:21:10'],
    [{ generationDate: 'soon' }, undefined],
    [{}, undefined],
  ];
  for (const [record, createdAt] of dates) {
    it(`${JSON.stringify(record)} → ${createdAt ?? 'no date'}`, () => {
      const customer = read({ id: 1, ...record });
      assert(customer);
      assert.equal(customer.createdAt, createdAt);
      assert.equal(dayOfCustomer(customer), createdAt?.slice(0, 10));
    });
  }

  const sources: readonly (readonly [remarks: unknown, source: string])[] = [
    ['NAME    Ker\n  PRIMARY_SOURCE    Web site \nX    y', 'Web site'],
    ['PRIMARY_SOURCE    ', ''],
    ['PRIMARY_SOURCE', ''],
    ['my PRIMARY_SOURCE x', ''],
    ['', ''],
    [5, ''],
    [null, ''],
    ['PRIMARY_SOURCE \n NEXT    x', ''],
  ];
  for (const [remarks, source] of sources)
    it(`remarks ${JSON.stringify(remarks)} → source ${JSON.stringify(source)}`, () =>
      assert.equal(read({ id: 1, remarks })?.source, source));

  const enquiries: readonly (readonly [value: unknown, count: number])[] = [
    [3, 3],
    ['4', 4],
    ['', 0],
    [null, 0],
    ['x', 0],
    [[], 0],
    [{ valueOf: 1, toString: 1 }, 0],
  ];
  for (const [value, count] of enquiries)
    it(`${JSON.stringify(value)} enquiries → ${count}`, () =>
      assert.equal(read({ id: 1, totalNoOfEnquiries: value })?.enquiries, count));

  it('any values in its fields → a customer', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constant({ toString: 1, valueOf: 1 }),
      fc.constant([{ leadId: { toString: 1 } }, null]),
    );
    const fields = [
      'name',
      'companyPhone',
      'email',
      'customerCode',
      'city',
      'assignedToName',
      'currentStatus',
      'totalNoOfEnquiries',
      'remarks',
      'generationDate',
      'imageReferenceId',
      'contacts',
    ];
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(fields.map((field) => [field, odd])), { requiredKeys: [] }),
        (record) => {
          assert.equal(read({ ...record, id: 1 })?.id, '1');
        },
      ),
      { numRuns: 500 },
    );
  });
  it('remarks with 1 MB of blanks → the source', () => {
    assert.equal(read({ id: 1, remarks: `PRIMARY_SOURCE x${' '.repeat(1_000_000)}y` })?.source.length, 1_000_002);
    assert.equal(read({ id: 1, remarks: `${'\u2028'.repeat(1_000_000)}PRIMARY_SOURCE x` })?.source, 'x');
    assert.equal(read({ id: 1, remarks: '\n'.repeat(200_000) })?.source, '');
  });
});
