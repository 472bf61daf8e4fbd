import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { customerFields } from '../../../../src/kapture/catalogue/customer/customerFields.ts';
import { variablesIn } from '../../../../src/kapture/variables/variables.ts';
import { addOfRecord } from '../../../../src/kapture/update/addOfRecord.ts';

const customer = {
  id: 61371820,
  cmId: 77,
  name: 'Asha Rao',
  companyPhone: 9876543210,
  generationDate: 'Mar 14, 2021 2:21:11 PM',
  customerCode: 'C-7',
  remarks: 'NAME Asha',
  city: 'Pune',
  state: '',
  assignedToName: 'Agent 1',
  totalNoOfEnquiries: 2,
  attr1: 'gold',
  score: 12345678901234567890n,
  contacts: [{ id: 5, leadId: 61371820, isPrimaryContact: true, contactPerson: 'Ravi', email: 'ravi@example.com' }],
};

function clone(record: object, edited?: Record<string, string>): ReturnType<typeof addOfRecord> {
  const text = JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? `#${value}` : value));
  return addOfRecord(text.replace(/"#(\d+)"/g, '$1'), edited && new Map(Object.entries(edited)));
}

describe('addOfRecord', () => {
  it('a record → its fields and the own fields of the tenant, without IDs and what only the server sets', () => {
    const { body, omitted, masked } = clone(customer);
    assert.equal(
      body,
      '{"customer_name":"Asha Rao","phone":9876543210,"city":"Pune","customer_assign_emp_name":"Agent 1",' +
        '"contact_person_name":"Ravi","contact_person_email":"ravi@example.com","attr1":"gold","score":12345678901234567890}',
    );
    assert.deepEqual([omitted, masked], [['customer_code', 'remarks'], []]);
  });

  it('the published records with every value set → only what a published request has, and custom fields', () => {
    for (const file of ['get.response.json', 'pull.response.txt', 'modules/customer-get-array.response.json']) {
      const sample = readFileSync(`test/samples/${file}`, 'utf8').replaceAll('""', '"x"');
      const { body } = addOfRecord(sample.slice(sample.indexOf('{', 1)));
      const own = Object.keys(JSON.parse(body) as object).filter((field) => !(field in customerFields));
      const left = own.filter((field) => !/^attr\d+$/.test(field));
      // The nested dialect has most of these under similar names.
      const writable = ['website', 'address', 'pinCode', 'locality', 'classification', 'customerType'];
      assert.deepEqual(
        left.filter((field) => !writable.includes(field)),
        [],
        file,
      );
    }
  });

  it('masked values → blank if an Add needs them, and named', () => {
    const { body, masked } = clone({ name: 'Asha', companyPhone: '98******10', email: 'asha@example.com' });
    assert.deepEqual(
      [JSON.parse(body), masked],
      [{ customer_name: 'Asha', phone: '', email_id: 'asha@example.com' }, ['phone']],
    );
  });

  it("the contact's values → never the customer's own", () => {
    assert.deepEqual(JSON.parse(clone({ contacts: [{ phone: '9876543210', email: 'a@example.com' }] }).body), {
      customer_name: '',
      phone: '',
      contact_person_phone: '9876543210',
      contact_person_email: 'a@example.com',
    });
  });

  it('text of the server that looks like a variable → stays text', () => {
    const { body } = clone({ name: '{{$secret.token}}', companyPhone: '9876543210', attr1: '{{$env:PATH}}' });
    assert.deepEqual(variablesIn(body), []);
    assert.equal((JSON.parse(body) as Record<string, string>)['customer_name'], '{{$secret.token}}');
  });

  it('edited values → as typed, except IDs; a field that was cleared is omitted', () => {
    const edited = {
      kapture_customer_id: '"61371820"',
      customer_name: '"{{name}}"',
      phone: '9876543210',
      city: '""',
      zone: '"West"',
    };
    const { body } = clone(customer, edited);
    const { customer_name, phone, city, zone, kapture_customer_id } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual(
      [customer_name, phone, city, zone, kapture_customer_id],
      ['{{name}}', 9876543210, undefined, 'West', undefined],
    );
  });
});
