import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { EditedCustomer } from '../../../../src/editor/edits/editedCustomer.ts';
import { decideSave } from '../../../../src/kapture/update/decideSave.ts';
import {
  fieldsOfRecord,
  recordFieldsFromJson,
  recordFieldsToJson,
  type RecordFields,
} from '../../../../src/kapture/update/editableFields.ts';

const recordOf = (city: string): RecordFields => fieldsOfRecord(JSON.stringify({ id: 7, name: 'Asha', city }));
const [first, second, third] = ['Agra', 'Pune', 'Goa'].map(recordOf) as [RecordFields, RecordFields, RecordFields];

describe('EditedCustomer.base', () => {
  let customer: EditedCustomer;
  beforeEach(() => {
    customer = new EditedCustomer({} as Uri, { tenant: 'https://acme.example', id: '7' });
    customer.setServer(first);
  });

  it('VS Code reads a text that no editor shows yet → no base', () => {
    assert.equal(customer.recordRead('Agra', undefined), false);
    assert.equal(customer.base, undefined);
    assert.equal(customer.setBaseFromText('Agra, typed'), false);
    assert.equal(customer.base, undefined);
  });

  it('the server is read again before an editor shows a text → the record that the text was created from', () => {
    customer.recordRead('Agra', undefined);
    customer.setServer(second);
    assert.equal(customer.setBaseFromText('Agra'), true);
    assert.equal(customer.base, first);
  });

  it('VS Code reads two texts before an editor shows them in turn → the record of the first, then of the second', () => {
    customer.recordRead('Agra', undefined);
    customer.setServer(second);
    customer.recordRead('Pune', undefined);
    customer.setServer(third);
    customer.setBaseFromText('Agra');
    assert.equal(customer.base, first);
    customer.setBaseFromText('Pune');
    assert.equal(customer.base, second);
    assert.equal(customer.setBaseFromText('Agra'), false, 'an Undo is not a read');
  });

  it('an editor already shows the text → the last known record', () => {
    customer.setServer(second);
    assert.equal(customer.recordRead('Pune', 'Pune'), true);
    assert.equal(customer.base, second);
  });

  it('an editor shows an earlier text after a save (Undo) → the base is unchanged', () => {
    customer.setBase();
    customer.recordRead('Agra', 'Agra, typed');
    customer.addToBase(new Map([['city', '"Goa"']]));
    const settled = customer.base;
    assert.equal(customer.setBaseFromText('Agra'), false);
    assert.equal(customer.base, settled);
  });

  it('an editor shows the text with normalized line breaks → recognized', () => {
    customer.recordRead('a\r\nb\rc', undefined);
    assert.equal(customer.setBaseFromText('a\nb\nc'), true);
  });

  it('100 texts that no editor shows → only the latest are recognized', () => {
    for (let count = 0; count < 100; count++) customer.recordRead(`text ${count}`, undefined);
    assert.equal(customer.setBaseFromText('text 1'), false);
    assert.equal(customer.setBaseFromText('text 99'), true);
  });
});

describe('EditedCustomer.addToBase', () => {
  const maskedAs = (companyPhone: string): RecordFields =>
    fieldsOfRecord(JSON.stringify({ id: 7, name: 'Asha', companyPhone, isMobileMasked: true }));
  for (const [stored, saved, conflicts] of [
    ['97****55', '"9712345655"', []],
    ['97****55', '"9812345610"', ['phone']],
    ['98****10', '"9712345655"', ['phone']],
  ] as const)
    it(`${saved} was saved, and the server has ${stored} → ${conflicts.length ? 'a conflict' : 'no conflict'} at the next change`, () => {
      const customer = new EditedCustomer({} as Uri, { tenant: 'https://acme.example', id: '7' });
      customer.setBase(maskedAs('96****00'));
      customer.setServer(maskedAs(stored));
      customer.addToBase(new Map([['phone', saved]]));
      const mine = new Map([['phone', '"9799999999"']]);
      assert.deepEqual([...decideSave(customer.base, mine, maskedAs(stored)).conflicts.keys()], conflicts);
    });

  /** A customer whose field was saved, with the records before and after it. */
  const savedCustomer = (before: object, saved: Readonly<Record<string, string>>, after: object): EditedCustomer => {
    const customer = new EditedCustomer({} as Uri, { tenant: 'https://acme.example', id: '7' });
    customer.setBase(fieldsOfRecord(JSON.stringify(before)));
    customer.setServer(fieldsOfRecord(JSON.stringify(after)));
    customer.addToBase(new Map(Object.entries(saved)));
    customer.base = recordFieldsFromJson(recordFieldsToJson(customer.base!));
    return customer;
  };
  for (const [what, before, after, now, isConflict] of [
    ['the records never show it', {}, {}, {}, false],
    ['the record no longer shows it afterward', { attr1: 'Silver' }, {}, {}, false],
    ['only the record after the save shows it', {}, { attr1: 'Gold' }, {}, true],
    ['the records show it', { attr1: 'Silver' }, { attr1: 'Gold' }, { attr1: 'Gold' }, false],
    ['another user changed it', { attr1: 'Silver' }, { attr1: 'Gold' }, { attr1: 'Bronze' }, true],
    ['another user removed it', { attr1: 'Silver' }, { attr1: 'Gold' }, {}, true],
  ] as const)
    it(`a field was saved, and ${what} → ${isConflict ? 'a conflict' : 'no conflict'} at the next change`, () => {
      const { base } = savedCustomer(before, { attr1: '"Gold"' }, after);
      const mine = (value: string) => new Map([['attr1', value]]);
      const fresh = fieldsOfRecord(JSON.stringify(now));
      assert.deepEqual([...decideSave(base, mine('"Other"'), fresh).conflicts.keys()], isConflict ? ['attr1'] : []);
      assert.equal(decideSave(base, mine('"Gold"'), fresh).send.size, 0);
    });

  it('a field of the contact was saved → the next change is compared with the contact that the record has now', () => {
    const contact = (id?: number) => ({ id: 7, contacts: id === undefined ? [] : [{ id, contactPerson: 'Usha' }] });
    const change = new Map([['contact_person_name', '"Usha Rao"']]);
    for (const [field, now, isConflict] of [
      ['contact_person_name', 12, false],
      ['contact_person_name', undefined, false],
      ['city', 12, true],
      ['city', undefined, true],
    ] as const) {
      const { base } = savedCustomer(contact(11), { [field]: '"Usha"' }, contact(now));
      const { conflicts } = decideSave(base, change, fieldsOfRecord(JSON.stringify(contact(now))));
      assert.equal(conflicts.size > 0, isConflict, `${field}, contact ${now}`);
    }
  });
});
