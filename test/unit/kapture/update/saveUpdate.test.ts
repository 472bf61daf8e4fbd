import assert from 'node:assert/strict';
import { decideSave } from '../../../../src/kapture/update/decideSave.ts';
import { fieldsOfRecord, readBack } from '../../../../src/kapture/update/editableFields.ts';
import { saveUpdate } from '../../../../src/kapture/update/saveUpdate.ts';

const record = fieldsOfRecord(JSON.stringify({ id: 7, city: 'Agra', attr1: 'Gold' }));
const mine = new Map([
  ['city', '"Pune"'],
  ['attr1', '"Silver"'],
]);
const decision = decideSave(record, mine, record);
const write = (): Promise<void> => Promise.resolve();

describe('saveUpdate', () => {
  it('the read after the update fails → the current record has the sent values, also of custom fields', async () => {
    const outcome = await saveUpdate('7', decision, record, { write, read: () => Promise.resolve(undefined) });
    assert.ok(outcome);
    assert.equal(readBack(outcome.current, 'city'), '"Pune"');
    assert.equal(readBack(outcome.current, 'attr1'), '"Silver"');
    assert.equal(outcome.stored, undefined);
    assert.deepEqual(outcome.verification.unreadable, ['city', 'attr1']);
    assert.equal(readBack(record, 'attr1'), '"Gold"');
  });

  it('the server stores another value → the current record has that value', async () => {
    const stored = fieldsOfRecord(JSON.stringify({ id: 7, city: 'PUNE', attr1: 'Silver' }));
    const outcome = await saveUpdate('7', decision, record, { write, read: () => Promise.resolve(stored) });
    assert.equal(outcome?.current, stored);
  });
});
