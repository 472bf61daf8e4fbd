import assert from 'node:assert/strict';
import { formOf } from '../../../../../src/kapture/catalogue/forms.ts';
import type { ReadRecord } from '../../../../../src/kapture/bulk/lookups/reader.ts';
import { compareWrite, type WriteFinding } from '../../../../../src/kapture/bulk/runs/compareWrite.ts';
import type { FieldValues } from '../../../../../src/kapture/update/fieldValue.ts';

type Texts = Readonly<Record<string, string>>;

interface Shown {
  readonly own: Texts;
  readonly contact?: Texts;
  readonly contactId?: string;
}

describe('compareWrite', () => {
  const stored = (ignored: Texts = {}): WriteFinding => ({ kind: 'stored', ignored: valuesOf(ignored) });
  const notStored: WriteFinding = { kind: 'not-stored' };
  const undecided = (...shown: string[]): WriteFinding => ({ kind: 'undecided', shown });
  const before = { city: 'Pune', state: 'MH', country: 'India' };

  const cases: readonly (readonly [what: string, after: Texts, now: Texts, finding: WriteFinding])[] = [
    ['new values', { city: 'Goa', state: 'GA' }, { city: 'Goa', state: 'GA' }, stored()],
    ['earlier values', { city: 'Goa', state: 'GA' }, { city: 'Pune', state: 'MH' }, notStored],
    [
      'a new and an earlier value',
      { city: 'Goa', state: 'GA' },
      { city: 'Goa', state: 'MH' },
      undecided('city', 'state'),
    ],
    ['a third value', { city: 'Goa', state: 'GA' }, { city: 'Goa', state: 'KA' }, undecided('city', 'state')],
    ['no field of the write', { city: 'Goa' }, { state: 'MH' }, undecided()],
    ['a new value, and another field is hidden', { city: 'Goa', state: 'GA' }, { city: 'Goa' }, stored()],
    ['blank values that are cleared', { city: '', state: 'GA' }, { city: '', state: 'GA' }, stored()],
    [
      'a new value, and a blank one is ignored',
      { city: '', state: 'GA' },
      { city: 'Pune', state: 'GA' },
      stored({ city: 'Pune' }),
    ],
    [
      'an earlier value, and a blank one is not stored',
      { city: '', state: 'GA' },
      { city: 'Pune', state: 'MH' },
      notStored,
    ],
    [
      'an earlier value, but a blank one is cleared',
      { city: '', state: 'GA' },
      { city: '', state: 'MH' },
      undecided('city', 'state'),
    ],
    [
      'a new value, and a third one where a blank was sent',
      { city: '', state: 'GA' },
      { city: 'Delhi', state: 'GA' },
      undecided('city', 'state'),
    ],
    [
      'blank values, and one is cleared',
      { city: '', country: '' },
      { city: '', country: 'India' },
      stored({ country: 'India' }),
    ],
    ['blank values, and none is cleared', { city: '', country: '' }, { city: 'Pune', country: 'India' }, notStored],
    ['a new value, and a blank one is hidden', { city: 'Goa', state: '' }, { city: 'Goa' }, undecided('city')],
    ['only a blank value, and it is hidden', { city: '' }, { state: 'MH' }, undecided()],
    [
      'a blank value that is not cleared, and the other is hidden',
      { city: '', state: 'GA' },
      { city: 'Pune' },
      undecided('city'),
    ],
  ];
  for (const [what, after, now, finding] of cases)
    it(`${what} → ${finding.kind}`, () => {
      const write = { before: valuesOf(before), after: valuesOf(after) };
      assert.deepEqual(compareWrite(write, recordOf({ own: now }), formOf('update', 'flat')), finding);
    });

  for (const [what, sent, contact, finding] of [
    ['a blank email, and the contact has a blank one', '', '', undecided()],
    ['a blank email, and the contact has one', '', 'a@x.in', undecided()],
    ['a new email, and the contact has it', 'b@x.in', 'b@x.in', stored()],
  ] as const)
    it(`only contacts show an email: ${what} → ${finding.kind}`, () => {
      const write = { before: new Map(), after: valuesOf({ email_id: sent }) };
      const record = recordOf({ own: {}, contact: { email_id: contact } });
      assert.deepEqual(compareWrite(write, record, formOf('update', 'flat')), finding);
    });

  const email = 'contact_person_email';
  for (const [what, contactId, record, finding, sent = 'b@x.in'] of [
    ['the same contact with the earlier value', '11', { contactId: '11', [email]: 'a@x.in' }, notStored],
    ['another contact with the earlier value', '11', { contactId: '12', [email]: 'a@x.in' }, undecided(email)],
    ['another contact with the new value', '11', { contactId: '12', [email]: 'b@x.in' }, stored()],
    [
      'another contact with the blank value that was sent',
      '11',
      { contactId: '12', [email]: '' },
      undecided(email),
      '',
    ],
    ['another contact, which the plan did not know', undefined, { contactId: '12', [email]: 'a@x.in' }, notStored],
  ] as const)
    it(`${what} → ${finding.kind}`, () => {
      const { contactId: now, ...values } = record;
      const write = { before: valuesOf({ [email]: 'a@x.in' }), after: valuesOf({ [email]: sent }) };
      const compared = contactId === undefined ? write : { ...write, contactId };
      const found = recordOf({ own: values, contactId: now });
      assert.deepEqual(compareWrite(compared, found, formOf('update', 'flat')), finding);
    });
});

/** A record with these values of the customer, and those that only its contact has. */
function recordOf({ own, contact = {}, contactId = '11' }: Shown): Pick<ReadRecord, 'fields' | 'own'> {
  const record = { masked: new Map(), others: new Map(), contactId };
  return {
    own: { ...record, shown: valuesOf(own) },
    fields: { ...record, shown: valuesOf({ ...contact, ...own }) },
  };
}

function valuesOf(texts: Texts): FieldValues {
  return new Map(Object.entries(texts).map(([field, text]) => [field, JSON.stringify(text)]));
}
