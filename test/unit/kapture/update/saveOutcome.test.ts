import assert from 'node:assert/strict';
import { decideSave, saveOutcome, sentFields } from '../../../../src/kapture/update/decideSave.ts';
import { fieldsOfRecord, readBack } from '../../../../src/kapture/update/editableFields.ts';

const record = fieldsOfRecord(JSON.stringify({ id: 7, city: 'Agra', attr1: 'Gold' }));
const mine = new Map([
  ['city', '"Pune"'],
  ['attr1', '"Silver"'],
]);
const decision = decideSave(record, mine, record);
const update = { id: '7', sent: sentFields(decision), required: new Map(), form: {}, fresh: record };

describe('saveOutcome', () => {
  it('the read after the update fails → the current record has the sent values, also of custom fields', () => {
    const outcome = saveOutcome(update, undefined, undefined);
    assert.equal(readBack(outcome.current, 'city'), '"Pune"');
    assert.equal(readBack(outcome.current, 'attr1'), '"Silver"');
    assert.equal(outcome.stored, undefined);
    assert.deepEqual(outcome.verification.unreadable, ['city', 'attr1']);
    assert.equal(readBack(record, 'attr1'), '"Gold"');
  });

  it('the server stores another value → the current record has that value', () => {
    const stored = fieldsOfRecord(JSON.stringify({ id: 7, city: 'PUNE', attr1: 'Silver' }));
    const outcome = saveOutcome(update, undefined, stored);
    assert.equal(outcome.current, stored);
  });

  const before = { id: 7, city: 'Agra', attr1: 'Gold', companyPhone: '9876543210' };
  const saved = { ...before, city: 'Pune', attr1: 'Silver' };
  for (const [required, stored, differences] of [
    [{ phone: '"9876543210"' }, saved, []],
    [{ phone: '"9876543210"' }, { ...saved, companyPhone: '919876543210' }, ['phone']],
    [{ phone: '"9876543210"' }, { ...saved, companyPhone: undefined }, []],
    // The record has only the contact's address, which is sent if the customer has none.
    [{ email_id: '"a@example.com"' }, saved, []],
    [{ email_id: '"a@example.com"' }, { ...saved, email: 'a@example.com' }, []],
    [{ email_id: '"a@example.com"' }, { ...saved, email: 'A@example.com' }, ['email_id']],
  ] as const)
    it(`${JSON.stringify(required)} sent because it is required, ${JSON.stringify(stored)} stored → differences: ${differences.join() || 'none'}`, () => {
      const fresh = fieldsOfRecord(JSON.stringify(before));
      const outcome = saveOutcome(
        { ...update, required: new Map(Object.entries(required)), fresh },
        undefined,
        fieldsOfRecord(JSON.stringify(stored)),
      );
      const { verification } = outcome;
      assert.deepEqual(
        verification.differences.map(({ field }) => field),
        differences,
      );
      assert.deepEqual(verification.unreadable, []);
      assert.deepEqual([...outcome.sent.keys()], ['city', 'attr1']);
    });

  for (const [answered, other] of [
    [undefined, undefined],
    ['7', undefined],
    ['0', undefined],
    ['', undefined],
    ['8', '8'],
  ] as const)
    it(`the response names customer ${answered ?? 'none'} → ${other ? 'another customer' : 'nothing to report'}`, () =>
      assert.equal(saveOutcome(update, answered, record).otherCustomer, other));
});
