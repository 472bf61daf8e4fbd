import assert from 'node:assert/strict';
import {
  certainUpdate,
  contactToRevert,
  effectiveUpdate,
  isSameRevert,
  updateToRevert,
  type LastUpdate,
} from '../../../../src/editor/edits/lastUpdate.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
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
  const third = certainUpdate({ sent: new Map([['zone', '"2"']]), previous: new Map() }, known(second));
  const spaced = updateOf('city', 'Pune', 'Pune ', first);
  for (const [what, update, record, expected] of [
    ['the record has the new value', second, { city: 'Pune', state: 'Kerala' }, [second, 0]],
    ['the record already has the previous value', second, { city: 'Agra', state: 'Kerala' }, [first, 1]],
    ['the record has a third value', second, { city: 'Delhi', state: 'Kerala' }, [second, 0]],
    ['the record does not show the field', second, { state: 'Kerala' }, [second, 0]],
    ['only a blank differs', spaced, { city: 'Pune ' }, [spaced, 0]],
    ['all of them are reverted', second, { city: 'Agra', state: 'Goa' }, [first, 1]],
    ['the previous value is unknown', third, { city: 'Pune' }, [third, 0]],
  ] as const)
    it(`${what} → the update to revert, and the number of later ones`, () => {
      const { update: found, later } = updateToRevert(update, fieldsOfRecord(JSON.stringify(record)));
      assert.deepEqual([found, later], expected);
    });

  it('25 updates → 20 can be reverted one after another', () => {
    let last: LastUpdate | undefined;
    for (let count = 0; count < 25; count++)
      last = certainUpdate(updateOf('city', String(count), String(count + 1)), last);
    const reverted: unknown[] = [];
    for (; last; last = last.earlier) reverted.push(last.previous.get('city'));
    assert.deepEqual([reverted.length, reverted[0], reverted.at(-1)], [20, '"24"', '"5"']);
  });
});

describe('isSameRevert', () => {
  const shown = { city: 'Pune', state: 'Kerala' };
  it('the record has another contact → false if a field of the contact is reverted', () => {
    const [one, other] = [11, 12].map((id) =>
      fieldsOfRecord(JSON.stringify({ ...shown, contacts: [{ id, gender: 'F' }] })),
    );
    assert.equal(isSameRevert(updateOf('gender', 'M', 'F'), one!, other!), false);
    assert.equal(isSameRevert(second, one!, other!), true);
  });
  for (const [what, last, before, now, expected] of [
    ['nothing changed', second, shown, shown, true],
    ['the replaced value changed', second, shown, { ...shown, city: 'Delhi' }, false],
    ['the field of an earlier update changed', second, shown, { ...shown, state: 'Bihar' }, true],
    ['an update became the one to revert', second, { ...shown, city: 'Agra' }, shown, false],
  ] as const)
    it(`${what} → ${expected}`, () => {
      const [one, other] = [before, now].map((record) => fieldsOfRecord(JSON.stringify(record)));
      assert.equal(isSameRevert(last, one!, other!), expected);
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

describe('contactToRevert', () => {
  const ofContact = { ...updateOf('contact_person_email', 'ravi@x.in', 'new@x.in'), contactId: '11' };
  const named = updateOf('contact_person_name', 'Ravi', 'Ravi Rao');
  for (const [what, update, contacts, expected] of [
    ['the same contact', ofContact, [{ id: 11, email: 'new@x.in' }], undefined],
    [
      'another contact',
      ofContact,
      [{ id: 12, contactPerson: 'Sita' }],
      'The primary contact is now contact 12 (Sita) instead of contact 11.',
    ],
    ['no contact', ofContact, [], 'The customer no longer has contact 11.'],
    ['a field of the customer', { ...second, contactId: '11' }, [{ id: 12 }], undefined],
    ['an update of an earlier version', named, [{ id: 12, contactPerson: 'Sita' }], undefined],
  ] as const)
    it(`${what} → ${expected ?? 'can be reverted'}`, () => {
      const found = contactToRevert(update, fieldsOfRecord(JSON.stringify({ contacts })));
      assert.equal(found && inEnglish(found), expected);
    });

  it('another contact with the previous value → does not show that the update had no effect', () => {
    const update = { ...ofContact, earlier: first };
    const recordOf = (id: number) => fieldsOfRecord(JSON.stringify({ contacts: [{ id, email: 'ravi@x.in' }] }));
    assert.equal(effectiveUpdate(update, recordOf(11)), first);
    assert.equal(effectiveUpdate(update, recordOf(12)), update);
  });
});
