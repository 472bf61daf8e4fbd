import assert from 'node:assert/strict';
import {
  certainUpdate,
  effectiveUpdate,
  updateToRevert,
  type LastUpdate,
} from '../../../../src/editor/edits/lastUpdate.ts';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';

const updateOf = (field: string, from: string, to: string, earlier?: LastUpdate): LastUpdate => ({
  sent: new Map([[field, JSON.stringify(to)]]),
  previous: new Map([[field, JSON.stringify(from)]]),
  ...(earlier && { earlier }),
});
const first = updateOf('state', 'Goa', 'Kerala');
const second = updateOf('city', 'Agra', 'Pune', first);

const known = (update: LastUpdate): LastUpdate => ({ ...update, isCertain: true });

describe('updateToRevert', () => {
  const third = certainUpdate(new Map([['zone', '"2"']]), new Map(), known(second));
  for (const [what, update, record, expected] of [
    ['the record has the new value', known(second), { city: 'Pune' }, known(second)],
    ['the record already has the previous value', known(second), { city: 'Agra', state: 'Kerala' }, first],
    ['all of them are reverted', known(second), { city: 'Agra', state: 'Goa' }, first],
    ['the previous value is unknown', third, { city: 'Pune' }, third],
  ] as const)
    it(`${what} → the update to revert`, () => {
      assert.deepEqual(updateToRevert(update, fieldsOfRecord(JSON.stringify(record))), expected);
    });

  it('25 updates → 20 can be reverted one after another', () => {
    let last: LastUpdate | undefined;
    for (let count = 0; count < 25; count++)
      last = certainUpdate(new Map([['city', `"${count + 1}"`]]), new Map([['city', `"${count}"`]]), last);
    const reverted: unknown[] = [];
    for (; last; last = last.earlier) reverted.push(last.previous.get('city'));
    assert.deepEqual([reverted.length, reverted[0], reverted.at(-1)], [20, '"24"', '"5"']);
  });
});

describe('effectiveUpdate', () => {
  for (const [what, update, record, expected] of [
    ['the record has the new value', second, { city: 'Pune' }, { ...second, isCertain: true }],
    ['it is known to be carried out', known(second), { city: 'Agra' }, known(second)],
    ['the record has the previous value', second, { city: 'Agra' }, first],
    ['the record has a third value', second, { city: 'Delhi' }, second],
    ['the record does not show the field', second, {}, second],
    ['a known outcome', first, { state: 'Goa' }, first],
    ['no update', undefined, {}, undefined],
    ['two in a row had no effect', updateOf('city', 'Agra', 'Delhi', second), { city: 'Agra' }, first],
  ] as const)
    it(`${what} → the update that can be undone`, () => {
      assert.deepEqual(effectiveUpdate(update, fieldsOfRecord(JSON.stringify(record))), expected);
    });
});
