import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { EditedCustomer } from '../../../../src/editor/edits/editedCustomer.ts';
import { fieldsOfRecord, type RecordFields } from '../../../../src/kapture/update/editableFields.ts';

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
