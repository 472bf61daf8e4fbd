import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { EditedCustomer } from '../../../../src/editor/edits/editedCustomer.ts';
import { fieldsOfRecord, type RecordFields } from '../../../../src/kapture/update/editableFields.ts';

const recordOf = (city: string): RecordFields => fieldsOfRecord(JSON.stringify({ id: 7, name: 'Asha', city }));
const [first, second, third] = ['Agra', 'Pune', 'Goa'].map(recordOf) as [RecordFields, RecordFields, RecordFields];

describe('what the text of an edited customer started from', () => {
  let customer: EditedCustomer;
  beforeEach(() => {
    customer = new EditedCustomer({} as Uri, { tenant: 'https://acme.example', id: '7' });
    customer.learn(first);
  });

  it('a text that is given to VS Code → nothing before an editor shows it', () => {
    assert.equal(customer.handOut('Agra', undefined), false);
    assert.equal(customer.base, undefined);
    assert.equal(customer.adoptText('Agra, typed'), false);
    assert.equal(customer.base, undefined);
  });

  it('a text that an editor shows after the server was read again → the record that it was made from', () => {
    customer.handOut('Agra', undefined);
    customer.learn(second);
    assert.equal(customer.adoptText('Agra'), true);
    assert.equal(customer.base, first);
  });

  it('two reads before an editor shows anything → the one that it shows, and then the other', () => {
    customer.handOut('Agra', undefined);
    customer.learn(second);
    customer.handOut('Pune', undefined);
    customer.learn(third);
    customer.adoptText('Agra');
    assert.equal(customer.base, first);
    customer.adoptText('Pune');
    assert.equal(customer.base, second);
    assert.equal(customer.adoptText('Agra'), false, 'an Undo is no read');
  });

  it('a text that an editor shows already → what the server has', () => {
    customer.learn(second);
    assert.equal(customer.handOut('Pune', 'Pune'), true);
    assert.equal(customer.base, second);
  });

  it('a save → an earlier text is an Undo, and no start', () => {
    customer.adopt();
    customer.handOut('Agra', 'Agra, typed');
    customer.settle(new Map([['city', '"Goa"']]));
    const settled = customer.base;
    assert.equal(customer.adoptText('Agra'), false);
    assert.equal(customer.base, settled);
  });

  it('line breaks that VS Code made alike → the same text', () => {
    customer.handOut('a\r\nb\rc', undefined);
    assert.equal(customer.adoptText('a\nb\nc'), true);
  });

  it('many reads that no editor shows → only the latest are remembered', () => {
    for (let count = 0; count < 100; count++) customer.handOut(`text ${count}`, undefined);
    assert.equal(customer.adoptText('text 1'), false);
    assert.equal(customer.adoptText('text 99'), true);
  });
});
