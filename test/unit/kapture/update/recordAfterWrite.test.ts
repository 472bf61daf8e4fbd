import assert from 'node:assert/strict';
import { recordAfterWrite } from '../../../../src/kapture/update/recordAfterWrite.ts';

const record = `{
  "id": 101, "name": "Asha",  "city": "Pune", "city": "Agra", "loyalty_tier": "gold",
  "contacts": [{"id": 1, "phone": "9000000001"}, {"id": 2, "isPrimaryContact": true, "phone": "9000000002"}]
}`;

describe('recordAfterWrite', () => {
  const cases: readonly (readonly [values: Readonly<Record<string, string>>, from: string, to: string])[] = [
    [{ customer_name: '"Asha Rao"' }, '"name": "Asha"', '"name": "Asha Rao"'],
    [{ city: '"Goa"' }, '"city": "Agra"', '"city": "Goa"'],
    [{ loyalty_tier: '1.50' }, '"gold"', '1.50'],
    [{ contact_person_phone: '"9000000003"' }, '9000000002', '9000000003'],
    [{ customer_name: '"Asha Rao"', name: '"A"' }, '"name": "Asha"', '"name": "A"'],
    [{ state: '"MH"', gender: '"F"', zone: '"North"' }, '', ''],
  ];
  for (const [values, from, to] of cases)
    it(`${JSON.stringify(values)} → ${to || 'the same record, which does not show them'}`, () =>
      assert.equal(recordAfterWrite(record, new Map(Object.entries(values))), record.replace(from, to)));

  it('several values of other lengths → each at its place', () =>
    assert.deepEqual(
      JSON.parse(
        recordAfterWrite(
          '{"name":"A","city":"B","state":"C"}',
          new Map([
            ['state', '"Long state"'],
            ['customer_name', '""'],
            ['city', '"Longer city"'],
          ]),
        ),
      ),
      { name: '', city: 'Longer city', state: 'Long state' },
    ));
});
