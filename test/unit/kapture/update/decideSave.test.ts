import assert from 'node:assert/strict';
import { decideSave, isSameField, sentFields, verifySave } from '../../../../src/kapture/update/decideSave.ts';
import { blanksAround, isBlank, isSame, isSameText, plainValue } from '../../../../src/kapture/update/fieldValue.ts';
import type { RecordFields } from '../../../../src/kapture/update/editableFields.ts';
import { updateBody } from '../../../../src/kapture/update/updateBody.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { typedFields } from '../../../../src/kapture/update/updateDocument.ts';

type Values = Readonly<Record<string, unknown>>;

const json = (values: Values): Map<string, string> =>
  new Map(Object.entries(values).map(([field, value]) => [field, JSON.stringify(value)]));
const record = (shown: Values, masked: Values = {}, others: Values = {}): RecordFields => ({
  shown: json(shown),
  masked: json(masked),
  others: json(others),
});
const base = { customer_name: 'Asha', city: 'Pune', state: 'Maharashtra', phone: '9845765226' };

interface Outcome {
  readonly send?: Values;
  readonly conflicts?: Values;
  readonly merged?: Values;
  readonly alreadyStored?: readonly string[];
  readonly blanked?: readonly string[];
  readonly masked?: readonly string[];
}

/** The changes of the user and of the server to the base. */
const matrix: readonly (readonly [what: string, mine: Values, server: Values, outcome: Outcome])[] = [
  ['no changes', {}, {}, {}],
  ['only the user changed a field', { city: 'Agra' }, {}, { send: { city: 'Agra' } }],
  ['only the server changed a field', {}, { city: 'Agra' }, { merged: { city: 'Agra' } }],
  ['both, different fields', { city: 'Agra' }, { state: 'UP' }, { send: { city: 'Agra' }, merged: { state: 'UP' } }],
  ['both, the same field to different values', { city: 'Agra' }, { city: 'Goa' }, { conflicts: { city: 'Agra' } }],
  ['both, the same field to the same value', { city: 'Agra' }, { city: 'Agra' }, { alreadyStored: ['city'] }],
  [
    'overlapping: one field changed by both, one by each',
    { city: 'Agra', customer_name: 'Usha' },
    { city: 'Goa', state: 'Goa' },
    { send: { customer_name: 'Usha' }, conflicts: { city: 'Agra' }, merged: { state: 'Goa' } },
  ],
  [
    'overlapping: one of two fields changed to the same value',
    { city: 'Goa', customer_name: 'Usha' },
    { city: 'Goa', customer_name: 'Isha' },
    { conflicts: { customer_name: 'Usha' }, alreadyStored: ['city'] },
  ],
  [
    'both, all fields',
    { customer_name: 'A', city: 'B', state: 'C', phone: '9' },
    { customer_name: 'D', city: 'E', state: 'F', phone: '8' },
    { conflicts: { customer_name: 'A', city: 'B', state: 'C', phone: '9' } },
  ],
  ['a value cleared', { city: '' }, {}, { send: { city: '' }, blanked: ['city'] }],
  ['null instead of a value', { city: null }, {}, { send: { city: null }, blanked: ['city'] }],
  [
    'a value cleared that the server changed',
    { city: ' ' },
    { city: 'Goa' },
    { conflicts: { city: ' ' }, blanked: ['city'] },
  ],
  ['cleared by both', { city: '' }, { city: '' }, { alreadyStored: ['city'] }],
  ['changed by the user, cleared by the server', { city: 'Agra' }, { city: '' }, { conflicts: { city: 'Agra' } }],
  ['the same phone as a number', { phone: 9845765226 }, {}, {}],
  ['a blank typed after a value', { city: 'Pune ' }, {}, { send: { city: 'Pune ' } }],
  ['a value whose blanks the server removed', {}, { city: ' Pune ' }, {}],
  ['the value of the server, with a blank', { city: 'Agra ' }, { city: 'Agra' }, { alreadyStored: ['city'] }],
  ['another case', { city: 'pune' }, {}, { send: { city: 'pune' } }],
  ['the id', { kapture_customer_id: '7' }, {}, {}],
];

describe('decideSave', () => {
  for (const [what, mine, server, outcome] of matrix) {
    it(`${what} → ${JSON.stringify(outcome)}`, () => {
      const decision = decideSave(record(base), json({ ...base, ...mine }), record({ ...base, ...server }));
      assert.deepEqual(decision, {
        send: json(outcome.send ?? {}),
        conflicts: json(outcome.conflicts ?? {}),
        merged: json(outcome.merged ?? {}),
        alreadyStored: outcome.alreadyStored ?? [],
        blanked: outcome.blanked ?? [],
        masked: outcome.masked ?? [],
      });
    });
  }
  for (const [what, mine, server, outcome] of [
    ['the value of the server', { city: 'Pune', phone: 9845765226 }, base, { alreadyStored: ['city', 'phone'] }],
    [
      'another value',
      { city: 'Agra', state: 'Maharashtra' },
      base,
      { conflicts: { city: 'Agra' }, alreadyStored: ['state'] },
    ],
    ['a value where the server has a blank value', { city: 'Agra' }, { city: '' }, { conflicts: { city: 'Agra' } }],
    ['a value where the server has none', { zone: 'North' }, base, { conflicts: { zone: 'North' } }],
    ['a blank value where the server has one', { city: '' }, base, { conflicts: { city: '' }, blanked: ['city'] }],
  ] as const) {
    it(`the base is unknown, ${what} → ${JSON.stringify(outcome)}`, () => {
      const { send, conflicts, alreadyStored, blanked } = decideSave(undefined, json(mine), record(server));
      assert.equal(send.size, 0);
      const expected: Outcome = outcome;
      assert.deepEqual([...conflicts], [...json(expected.conflicts ?? {})]);
      assert.deepEqual([alreadyStored, blanked], [expected.alreadyStored ?? [], expected.blanked ?? []]);
    });
  }

  it('a blank of the record that the user removed → sent; removed by the server too → already stored', () => {
    const [before, mine] = [record({ ...base, city: ' Pune ' }), json({ ...base, city: 'Pune' })];
    assert.deepEqual(decideSave(before, mine, before).send, json({ city: 'Pune' }));
    const { send, conflicts, alreadyStored } = decideSave(before, mine, record(base));
    assert.deepEqual([send.size, conflicts.size, alreadyStored], [0, 0, ['city']]);
    assert.equal(decideSave(before, mine, before, isSame).send.size, 0);
  });

  it('a field that the user removed and the server changed → neither sent nor merged', () => {
    const { city: _, ...mine } = base;
    const decision = decideSave(record(base), json(mine), record({ ...base, city: 'Goa' }));
    assert.deepEqual([decision.send.size, decision.conflicts.size, decision.merged.size], [0, 0, 0]);
  });
  it('a field that records do not have → sent, and listed as cleared if it is blank', () => {
    const decision = decideSave(record(base), json({ ...base, zone: 'North', secSource: '' }), record(base));
    assert.deepEqual(decision.send, json({ zone: 'North', secSource: '' }));
    assert.deepEqual(decision.blanked, ['secSource']);
  });
  it('a custom field changed by both → a conflict', () => {
    const decision = decideSave(
      record(base, {}, { attr1: '' }),
      json({ ...base, attr1: 'Gold' }),
      record(base, {}, { attr1: 'Silver' }),
    );
    assert.deepEqual(decision.conflicts, json({ attr1: 'Gold' }));
  });
  it('a field that was blank and still is → not cleared', () => {
    assert.deepEqual(decideSave(record({ city: '' }), json({ city: '' }), record({ city: '' })).blanked, []);
    assert.equal(decideSave(record({ city: '' }), json({ city: '  ' }), record({ city: '' })).send.size, 0);
  });
  for (const [what, mine, masked] of [
    ['the masked value', { contact_person_phone: '64******78' }, ['contact_person_phone']],
    ['another masked value', { contact_person_email: 'a***@b.in' }, ['contact_person_email']],
    ['a new value', { contact_person_phone: '9123456789' }, []],
    ['asterisks in a name', { customer_name: '** Asha **' }, []],
  ] as const) {
    it(`a masked field, and the user enters ${what} → ${masked.length ? 'refused' : 'sent'}`, () => {
      const state = record(base, { contact_person_phone: '64******78', contact_person_email: 'x***@y.in' });
      const decision = decideSave(state, json({ ...base, ...mine }), state);
      assert.deepEqual(decision.masked, masked);
      assert.deepEqual(decision.send, json(mine));
    });
  }
  it('a field that was masked in the meantime and not changed by the user → not sent', () => {
    const { phone: _, ...rest } = base;
    assert.equal(decideSave(record(base), json(base), record(rest, { phone: '98******26' })).send.size, 0);
  });
});

describe('decideSave with values that the record did not show', () => {
  const phone = { contact_person_phone: '9123456789' };
  for (const [what, before, mine, now, isConflict] of [
    [
      'a new field, set by another user',
      record(base),
      { pinCode: '411001' },
      record(base, {}, { pinCode: '411002' }),
      true,
    ],
    ['a new field that is blank', record(base), { pinCode: '411001' }, record(base, {}, { pinCode: '' }), false],
    [
      'a new contact',
      record(base),
      { contact_person_name: 'Usha' },
      record({ ...base, contact_person_name: 'Isha' }),
      true,
    ],
    [
      'a different mask',
      record(base, { contact_person_phone: '98****26' }),
      phone,
      record(base, { contact_person_phone: '91****00' }),
      true,
    ],
    [
      'the same mask',
      record(base, { contact_person_phone: '98****26' }),
      phone,
      record(base, { contact_person_phone: '98****26' }),
      false,
    ],
    [
      'a value that was masked in the meantime',
      record({ ...base, contact_person_phone: '9845765226' }),
      phone,
      record(base, { contact_person_phone: '91****00' }),
      true,
    ],
  ] as const) {
    it(`${what} → ${isConflict ? 'a conflict' : 'sent'}`, () => {
      const { send, conflicts } = decideSave(before, json({ ...base, ...mine }), now);
      assert.deepEqual([...(isConflict ? conflicts : send)], [...json(mine)]);
      assert.equal((isConflict ? send : conflicts).size, 0);
    });
  }
  for (const [value, masked] of [
    ['98******27', ['mobile']],
    ['a***@b.in', ['mobile']],
    ['** call first **', []],
    ['**important**', []],
    ['9845765227', []],
  ] as const) {
    it(`"${value}" in a custom field → ${masked.length ? 'refused' : 'sent'}`, () => {
      assert.deepEqual(decideSave(record(base), json({ ...base, mobile: value }), record(base)).masked, masked);
    });
  }
});

/**
 * The fate of the user's value: sent, a conflict, already stored, or unchanged, in which case the server's value is
 * merged.
 */
type Fate = 'send' | 'conflict' | 'stored' | 'unchanged' | 'merged';

describe('decideSave with each state of a field in the base and in the current record', () => {
  const missing = record({});
  const blank = record({ city: '' });
  const pune = record({ city: 'Pune' });
  const goa = record({ city: 'Goa' });
  const masked = record({}, { city: 'P**1' });
  const otherMask = record({}, { city: 'G**2' });
  /** A value that was saved earlier, and that no record has shown since. */
  const saved: RecordFields = { ...record({}), unshown: json({ city: 'Pune' }) };
  const own = record({}, {}, { city: 'Pune' });
  const states = { missing, blank, pune, goa, masked, otherMask, saved, own };

  for (const [base, fresh, fates] of [
    ['missing', 'missing', { Agra: 'send', '': 'send' }],
    ['missing', 'blank', { Agra: 'send', '': 'stored' }],
    ['missing', 'goa', { Agra: 'conflict', Goa: 'stored', '': 'conflict' }],
    ['missing', 'masked', { Agra: 'conflict', '': 'conflict' }],
    ['blank', 'missing', { Agra: 'send', '': 'unchanged' }],
    ['blank', 'blank', { Agra: 'send', '': 'unchanged' }],
    ['blank', 'goa', { Agra: 'conflict', Goa: 'stored', '': 'merged' }],
    ['blank', 'masked', { Agra: 'conflict', '': 'unchanged' }],
    ['pune', 'missing', { Agra: 'conflict', Pune: 'unchanged', '': 'conflict' }],
    ['pune', 'blank', { Agra: 'conflict', Pune: 'merged', '': 'stored' }],
    ['pune', 'pune', { Agra: 'send', Pune: 'unchanged', '': 'send' }],
    ['pune', 'goa', { Agra: 'conflict', Pune: 'merged', Goa: 'stored', '': 'conflict' }],
    ['pune', 'masked', { Agra: 'conflict', Pune: 'unchanged', '': 'conflict' }],
    ['masked', 'missing', { Agra: 'conflict', '': 'conflict' }],
    ['masked', 'blank', { Agra: 'conflict', '': 'stored' }],
    ['masked', 'goa', { Agra: 'conflict', Goa: 'stored' }],
    ['masked', 'masked', { Agra: 'send', '': 'send' }],
    ['masked', 'otherMask', { Agra: 'conflict', '': 'conflict' }],
    ['saved', 'missing', { Agra: 'send', Pune: 'unchanged', '': 'send' }],
    ['saved', 'blank', { Agra: 'conflict', Pune: 'merged', '': 'stored' }],
    ['saved', 'pune', { Agra: 'send', Pune: 'unchanged' }],
    ['saved', 'goa', { Agra: 'conflict', Pune: 'merged', Goa: 'stored' }],
    ['own', 'missing', { Agra: 'conflict', Pune: 'unchanged', '': 'conflict' }],
    ['own', 'pune', { Agra: 'send', Pune: 'unchanged' }],
  ] as const satisfies [keyof typeof states, keyof typeof states, Readonly<Record<string, Fate>>][])
    for (const [mine, expected] of Object.entries(fates))
      it(`${base}, now ${fresh}, and the user has "${mine}" → ${expected}`, () => {
        const { send, conflicts, alreadyStored, merged } = decideSave(
          states[base],
          json({ city: mine }),
          states[fresh],
        );
        const fate: Record<Fate, boolean> = {
          send: send.has('city'),
          conflict: conflicts.has('city'),
          stored: alreadyStored.includes('city'),
          merged: merged.has('city'),
          unchanged: !send.size && !conflicts.size && !alreadyStored.length && !merged.size,
        };
        assert.deepEqual(
          Object.entries(fate).flatMap(([name, is]) => (is ? [name] : [])),
          [expected],
        );
      });
});

describe('decideSave with a field of the contact', () => {
  const email = 'contact_person_email';
  const contact = (id: number | undefined, values: Values): RecordFields => ({
    ...record({ ...base, ...values }),
    ...(id !== undefined && { contactId: String(id) }),
  });
  const ravi = contact(11, { contact_person_name: 'Ravi', [email]: 'ravi@x.in' });
  const sita = contact(12, { contact_person_name: 'Sita' });
  const noContact = record(base);
  for (const [what, before, now, expected] of [
    ['the same contact', ravi, ravi, 'send'],
    ['the same contact, with its ID as text', { ...ravi, contactId: '"11"' }, ravi, 'send'],
    ['another contact without an email address', ravi, sita, 'conflict'],
    ['another contact with a blank one', ravi, contact(12, { [email]: '' }), 'conflict'],
    ['another contact with the same one', ravi, contact(12, { [email]: 'ravi@x.in' }), 'conflict'],
    ['another contact, and both have none', contact(11, {}), sita, 'conflict'],
    ['another contact that has the new value', ravi, contact(12, { [email]: 'new@x.in' }), 'stored'],
    ['no contact any longer', contact(11, { [email]: '' }), noContact, 'conflict'],
    ['a first contact', noContact, sita, 'conflict'],
    ['a first contact that has the new value', noContact, contact(12, { [email]: 'new@x.in' }), 'stored'],
    ['no contact before and now', noContact, noContact, 'send'],
    ['contacts without IDs', contact(undefined, { [email]: '' }), contact(undefined, { [email]: '' }), 'send'],
    ['a contact whose ID was unknown', contact(undefined, { [email]: '' }), contact(12, { [email]: '' }), 'send'],
    ['a masked contact whose ID was unknown', record(base, { [email]: 'r***@x.in' }), sita, 'conflict'],
  ] as const)
    it(`${what} → ${expected}`, () => {
      const mine = json({ ...base, [email]: 'new@x.in', city: 'Agra' });
      const { send, conflicts, alreadyStored } = decideSave(before, mine, now);
      assert.deepEqual(
        { send: send.has(email), conflict: conflicts.has(email), stored: alreadyStored.includes(email) },
        { send: false, conflict: false, stored: false, [expected]: true },
      );
      assert.equal(send.get('city'), '"Agra"', 'the customer is the same');
    });

  it('another contact, and the user changed none of its fields → its values are merged, but not equal ones', () => {
    const both = { gender: 'F', country_code: '' };
    const before = contact(11, { ...both, contact_person_name: 'Ravi' });
    const now = contact(12, { ...both, contact_person_name: 'Sita' });
    const { send, conflicts, merged } = decideSave(before, before.shown, now);
    assert.deepEqual([send.size, conflicts.size, merged], [0, 0, json({ contact_person_name: 'Sita' })]);
  });
});

describe('isSameField', () => {
  it('a field of the contact in records of two contacts → not the same', () => {
    const [one, other] = ['11', '12'].map((contactId) => ({ ...record({ city: 'Goa', gender: 'F' }), contactId }));
    assert.deepEqual([isSameField(one!, other!, 'gender'), isSameField(one!, other!, 'city')], [false, true]);
  });
  it('shown, masked and missing values → all different', () => {
    const states = [record({ city: 'Goa' }), record({ city: 'Pune' }), record({}, { city: 'P**e' }), record({})];
    for (const [index, one] of states.entries())
      for (const [other, two] of states.entries()) assert.equal(isSameField(one, two, 'city'), index === other);
  });
});

describe('typedFields', () => {
  const states = [record({ customer_name: '{{$env:SECRET}}', city: 'Hi {{ first }}' }), record({ state: '{{town}}' })];
  const lookup = (name: string): string | undefined => ({ '$env:SECRET': 's3cret', town: 'Pune' })[name];
  const raw = (values: Values): Map<string, string> => json(values);

  it('braces in the server’s text → unchanged', () => {
    const values = { customer_name: '{{$env:SECRET}}', city: 'Hi {{ first }}', state: '{{town}}' };
    assert.deepEqual(typedFields(raw(values), states, lookup).fields, json(values));
  });
  it('variables that the user typed → their values', () => {
    assert.deepEqual(
      typedFields(raw({ customer_name: '{{town}}', city: 'in {{town}}', list: ['{{town}}'] }), states, lookup).fields,
      json({ customer_name: 'Pune', city: 'in Pune', list: ['Pune'] }),
    );
  });
  it('a variable without a value → its name and field', () => {
    assert.deepEqual(
      typedFields(raw({ customer_name: '{{$env:SECRET}}', zone: 'in {{nowhere}}' }), states, lookup).unusable,
      { reason: 'unknown-variable', field: 'zone', name: 'nowhere' },
    );
  });
  it('a variable that is not closed → its name and field, unless it is text of the server', () => {
    const stored = { shown: new Map([['state', '"{{town"']]), masked: new Map(), others: new Map() };
    assert.deepEqual(typedFields(raw({ state: '{{town', zone: 'in {{town' }), [stored], lookup).unusable, {
      reason: 'unclosed-variable',
      field: 'zone',
      name: 'town',
    });
  });
});

describe('field values', () => {
  for (const [one, other, same] of [
    ['"1"', '1', true],
    ['0.0', '0', true],
    ['"0.0"', '"0"', false],
    ['12345678901234567890', '12345678901234567891', false],
    ['"\\u0041"', '"A"', true],
    ['null', '""', true],
    ['true', '"true"', true],
    ['"a"', '"b"', false],
    [undefined, undefined, false],
    ['""', undefined, false],
  ] as const)
    it(`${one} and ${other} → ${same ? 'equal' : 'not equal'}`, () => assert.equal(isSame(one, other), same));
  for (const [one, other, same] of [
    ['"Asha"', '" Asha "', false],
    ['" Asha"', '" Asha"', true],
    ['" 1"', '1', false],
    ['"1"', '1', true],
    ['0.0', '0', true],
    ['"  "', 'null', true],
    ['""', undefined, false],
  ] as const)
    it(`${one} and ${other} with their blanks → ${same ? 'equal' : 'not equal'}`, () =>
      assert.equal(isSameText(one, other), same));
  for (const [json, before, after] of [
    ['"Asha"', '', ''],
    [String.raw`"\tAsha  "`, ' ', '  '],
    ['"Asha            "', '', ' '.repeat(10)],
    ['1', '', ''],
  ] as const)
    it(`the blanks around ${json} → ${before.length} before, ${after.length} after`, () =>
      assert.deepEqual(blanksAround(json), { before, after }));
  it('isBlank → true for white space, an empty string and null', () =>
    assert.deepEqual(['""', '" \\t"', 'null', '0', 'false', '"x"'].map(isBlank), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]));
  it('plainValue of a number → its digits', () => assert.equal(plainValue('61371820'), '61371820'));
});

describe('verifySave', () => {
  for (const [asked, stored, isDifferent] of [
    ['Asha', 'Asha ', true],
    ['Asha', ' Asha', true],
    ['Asha ', 'Asha', false],
    [' Asha ', 'Asha ', false],
    [1, ' 1', true],
    ['', '  ', false],
  ] as const)
    it(`${JSON.stringify(asked)} sent, ${JSON.stringify(stored)} stored → ${isDifferent ? 'a difference' : 'no difference'}`, () => {
      const { differences } = verifySave(json({ customer_name: asked }), record({ customer_name: stored }));
      assert.equal(differences.length, isDifferent ? 1 : 0);
    });
  it('stored as requested → no differences', () => {
    assert.deepEqual(
      verifySave(json({ city: 'Agra', phone: 9123456789 }), record({ city: 'Agra', phone: '9123456789' })),
      { differences: [], unreadable: [] },
    );
  });
  it('another value, an ignored blank, a field that the record does not show, a masked field → each is reported', () => {
    const asked = json({ city: 'Agra', state: '', zone: 'North', contact_person_phone: '9123456789' });
    assert.deepEqual(verifySave(asked, record({ city: 'AGRA', state: 'UP' }, { contact_person_phone: '91******89' })), {
      differences: [
        { field: 'city', asked: '"Agra"', stored: '"AGRA"' },
        { field: 'state', asked: '""', stored: '"UP"' },
      ],
      unreadable: ['zone', 'contact_person_phone'],
    });
  });
});

describe('sentFields', () => {
  it('changes and a conflict to overwrite → the body of the update has these fields', () => {
    const fresh = record({ ...base, city: 'Goa' });
    const mine = json({ ...base, city: 'Agra', zone: 'North', state: 'UP' });
    const changes = sentFields(decideSave(record(base), mine, fresh));
    const { body } = updateBody(operations.update, { id: '1', changes, fresh });
    assert.equal(body, '{"kapture_customer_id":"1","state":"UP","zone":"North","city":"Agra"}');
  });
});
