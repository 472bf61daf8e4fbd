import assert from 'node:assert/strict';
import { effectiveUpdate, type LastUpdate } from '../../../../src/editor/edits/lastUpdate.ts';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';

const updateOf = (field: string, from: string, to: string, earlier?: LastUpdate): LastUpdate => ({
  sent: new Map([[field, JSON.stringify(to)]]),
  previous: new Map([[field, JSON.stringify(from)]]),
  ...(earlier && { earlier }),
});
const first = updateOf('state', 'Goa', 'Kerala');
const second = updateOf('city', 'Agra', 'Pune', first);

describe('effectiveUpdate', () => {
  for (const [what, update, record, expected] of [
    ['the record has the new value', second, { city: 'Pune' }, updateOf('city', 'Agra', 'Pune')],
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
