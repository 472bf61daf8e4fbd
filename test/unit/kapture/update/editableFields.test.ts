import assert from 'node:assert/strict';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { propertySpans, valueSpan } from '../../../../src/kapture/json/spans.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { updatePlaces } from '../../../../src/kapture/catalogue/customer/customerRecord.ts';
import { updateBody } from '../../../../src/kapture/update/updateBody.ts';
import type { FieldValues } from '../../../../src/kapture/update/fieldValue.ts';
import { plainValue } from '../../../../src/kapture/update/fieldValue.ts';
import {
  fieldsOfBody,
  fieldsOfRecord,
  readBack,
  recordFieldsFromJson,
  recordFieldsToJson,
  type RecordFields,
} from '../../../../src/kapture/update/editableFields.ts';
import { fieldsToAdd, fieldsToOverwrite, updateDocument } from '../../../../src/kapture/update/updateDocument.ts';
import { generateCustomers } from '../../../generateCustomers.ts';
import { sampleCustomers } from '../../../../src/sandbox/sampleCustomers.ts';
import { noon, sample, sandbox } from '../../sandbox/support.ts';

/** The first record of a sample or of a sandbox response. */
function recordIn(operation: 'get' | 'pull', response: string): string {
  const [span] = readResponse(operation, 200, response).records;
  assert.ok(span);
  return response.slice(span.start, span.end);
}

function fetchFields(box: ReturnType<typeof sandbox>, id: number): RecordFields {
  return fieldsOfRecord(recordIn('get', box.ask('get', [{ kapture_customer_id: String(id) }]).text));
}

describe('fieldsOfRecord', () => {
  it('the sample of Get → its unchanged fields in order, without generated ones', () => {
    const { shown, masked } = fieldsOfRecord(recordIn('get', sample('get.response.json')));
    assert.deepEqual(
      [...shown],
      [
        ['customer_name', '"Nishchal"'],
        ['phone', '"9845765226"'],
        ['customer_code', '""'],
        ['city', '""'],
        ['state', '"Karnataka"'],
        ['country', '"India"'],
        ['customer_assign_emp_name', '""'],
        ['contact_person_name', '""'],
        ['contact_person_phone', '""'],
        ['contact_person_email', '""'],
        ['additional_contact_phone', '""'],
        ['country_code', '""'],
        ['gender', '"F"'],
      ],
    );
    assert.equal(masked.size, 0);
  });
  it('the sample of Pull, which has no phone of the customer → the fields it has, and a gender of one space is blank', () => {
    const { shown } = fieldsOfRecord(recordIn('pull', sample('pull.response.txt')));
    assert.deepEqual(
      [...shown],
      [
        ['customer_name', '"Ker"'],
        ['customer_code', '""'],
        ['city', '""'],
        ['country', '""'],
        ['customer_assign_emp_name', '"Rii"'],
        ['contact_person_name', '"Ker"'],
        ['contact_person_phone', '"63582"'],
        ['contact_person_email', '"ker@  .in"'],
        ['gender', '""'],
      ],
    );
  });
  it('numbers → unchanged', () => {
    const { shown, others } = fieldsOfRecord(
      '{"id": 1, "companyPhone": 98765432101234567890, "maxCreditAmt": 0.0, "score": 1.50, "contacts": []}',
    );
    assert.equal(shown.get('phone'), '98765432101234567890');
    assert.deepEqual([others.get('maxCreditAmt'), others.get('score')], ['0.0', '1.50']);
  });
  it('a raw line break in a string → escaped, so that it can be sent', () => {
    assert.equal(fieldsOfRecord('{"name": "two\nlines"}').shown.get('customer_name'), '"two\\u000alines"');
  });
  for (const [record, shown, masked, read] of [
    ['{"customerCode": "C-7"}', '"C-7"', undefined, '"C-7"'],
    ['{"customerCode": 7}', '7', undefined, '7'],
    ['{"customerCode": "12****89"}', undefined, '"12****89"', undefined],
    ['{"customerCode": "C-7", "customer_code": "own"}', undefined, undefined, '"own"'],
  ] as const)
    it(`${record} → the code ${read ?? 'is masked'}`, () => {
      const fields = fieldsOfRecord(record);
      const states = [fields.shown.get('customer_code'), fields.masked.get('customer_code')];
      assert.deepEqual([...states, readBack(fields, 'customer_code')], [shown, masked, read]);
    });
  it('several contacts → the fields of the primary one', () => {
    const { shown } = fieldsOfRecord(
      '{"contacts": [{"contactPerson": "A", "isPrimaryContact": false}, {"contactPerson": "B", "isPrimaryContact": true}]}',
    );
    assert.equal(shown.get('contact_person_name'), '"B"');
  });
  it('ids of zone and source → not read, because Update uses names', () => {
    const fields = fieldsOfRecord(
      '{"zone": 49827, "campaignId": 127, "campaign_name": "x", "attr1": "Gold", "kapture_customer_id": 4}',
    );
    assert.deepEqual(
      ['zone', 'campaign_name', 'kapture_customer_id', 'attr1'].map((field) => readBack(fields, field)),
      [undefined, undefined, undefined, '"Gold"'],
    );
  });
  for (const [what, record, masked] of [
    [
      'flagged in a contact',
      '{"companyPhone": "64******78", "email": "x@y.in", "contacts": [{"phone": "64******78", "email": "a@b.in", "isMobileMasked": true, "isEmailMasked": false}]}',
      ['phone', 'contact_person_phone'],
    ],
    [
      'flagged in the record',
      '{"companyPhone": "1", "isMobileMasked": "true", "contacts": [{"phone": "2", "additionalPhone": ""}]}',
      ['phone', 'contact_person_phone'],
    ],
    [
      'asterisks without a flag',
      '{"companyPhone": "64******78", "contacts": [{"phone": "6412345678", "email": "a***@example.com"}]}',
      ['phone', 'contact_person_email'],
    ],
  ] as const) {
    it(`masked, ${what} → ${masked.join(', ')} are omitted`, () => {
      const fields = fieldsOfRecord(record);
      assert.deepEqual([...fields.masked.keys()], masked);
      assert.deepEqual(
        masked.map((field) => readBack(fields, field)),
        masked.map(() => undefined),
      );
    });
  }
  it('a long row of asterisks in a text → read at once, and not a mask', () => {
    const note = `"1${'*'.repeat(100_000)} stars"`;
    assert.equal(fieldsOfRecord(`{"note": ${note}}`).others.get('note'), note);
  });

  it('serialized and read again → the same; any other JSON → undefined', () => {
    const fields = fieldsOfRecord('{"name": "A \\" é", "companyPhone": "64**78", "attr1": 0.0}');
    assert.deepEqual(recordFieldsFromJson(recordFieldsToJson(fields)), fields);
    // An Update of a contact without its ID may add another contact.
    const withContact = fieldsOfRecord(
      '{"name": "A", "contacts": [{"id": 12345678901234567890, "phone": "9876543210"}]}',
    );
    assert.equal(withContact.contactId, '12345678901234567890');
    assert.deepEqual(recordFieldsFromJson(recordFieldsToJson(withContact)), withContact);
    for (const text of ['', '{}', '[]', 'x', '{"shown": []}'])
      assert.equal(recordFieldsFromJson(text), undefined, text);
  });
});

/** The body of an Update of the sandbox's customer in the flat form. */
function flatUpdate(changes: FieldValues): string {
  const { body } = updateBody(operations.update, { id: '65033646', changes, fresh: fieldsOfRecord('{}') });
  return body ?? assert.fail();
}

describe('fields of an Update in the sandbox', () => {
  for (const field of Object.keys(updatePlaces).filter((name) => !['email_id', 'customer_code'].includes(name))) {
    it(`${field} updated → can be read back, and no unrelated field changes`, () => {
      const box = sandbox();
      const before = fetchFields(box, 65033646);
      let value = '"Changed"';
      if (field === 'gender') value = '"F"';
      else if (field === 'contact_person_email') value = '"new@example.com"';
      else if (/phone/.test(field)) value = '"9123456789"';
      const { value: response } = box.ask('update', flatUpdate(new Map([[field, value]])));
      assert.equal(response['status'], 'success');
      const after = fetchFields(box, 65033646);
      assert.equal(readBack(after, field), value);
      const changed = [...after.shown].filter(([name, now]) => before.shown.get(name) !== now).map(([name]) => name);
      // In the sandbox, a contact has the customer's phone until it is given another one.
      assert.deepEqual(changed, field === 'phone' ? ['phone', 'contact_person_phone'] : [field]);
    });
  }
  it('fields that records do not have, updated → cannot be read back', () => {
    const box = sandbox();
    const fields = {
      zone: '"North"',
      campaign_name: '"Website"',
      secSource: '"x"',
      tertSource: '"x"',
      customer_assign_emp_code: '1001',
      customer_assign_emp_email: '"a@b.in"',
      email_id: '"q@example.com"',
    };
    box.ask('update', flatUpdate(new Map(Object.entries(fields))));
    const after = fetchFields(box, 65033646);
    for (const field of Object.keys(fields)) assert.equal(readBack(after, field), undefined, field);
    // The sandbox's records have an ID in `zone`, as the published ones.
    assert.deepEqual(fieldsToOverwrite(after, operations.update), ['zone']);
    const added = [...fieldsToAdd(after, operations.update), 'zone'];
    assert.deepEqual(added.sort(), Object.keys(fields).sort());
  });
  it('a custom field → can be read back under its name', () => {
    const box = sandbox();
    box.ask(
      'update',
      flatUpdate(
        new Map([
          ['attr3', '"Gold"'],
          ['loyalty', '7'],
        ]),
      ),
    );
    const after = fetchFields(box, 65033646);
    assert.deepEqual([readBack(after, 'attr3'), readBack(after, 'loyalty')], ['"Gold"', '7']);
  });
  it('every customer → a document with the shown fields and without masked values', () => {
    const box = sandbox();
    let masked = 0;
    for (const { id } of [...sampleCustomers, ...generateCustomers({ now: noon })]) {
      const fields = fetchFields(box, id);
      const reading = readRequest(operations.update, updateDocument(String(id), fields, ['A line.', 'Another.']));
      assert.deepEqual(
        [...fieldsOfBody(reading.body ?? assert.fail())],
        [['kapture_customer_id', `"${id}"`], ...fields.shown],
      );
      assert.ok(![...fields.shown.values()].some((value) => plainValue(value).includes('**')), String(id));
      masked += fields.masked.size;
    }
    assert.ok(masked > 20, 'the sandbox must have masked fields');
  });
});

describe('updateDocument', () => {
  it('the same fields → the same text', () => {
    const fields = fieldsOfRecord(recordIn('get', sample('get.response.json')));
    const text = updateDocument('61371820', fields, ['Saving sends.']);
    assert.equal(text, updateDocument('61371820', fields, ['Saving sends.']));
    assert.ok(text.startsWith('{\n  "kapture_customer_id": "61371820",\n  "customer_name": "Nishchal",\n'));
    assert.ok(text.endsWith('\n}\n// Saving sends.\n'));
    const name = propertySpans(text, text.indexOf('{')).find(({ key }) => key === 'customer_name')!;
    const span = valueSpan(text, name.valueStart)!;
    assert.equal(text.slice(span.start, span.end), '"Nishchal"');
  });
  it('a long comment → one line, which the editor wraps', () => {
    const comment = 'word '.repeat(60).trim();
    assert.ok(updateDocument('1', fieldsOfRecord('{}'), [comment, 'next']).endsWith(`\n// ${comment}\n// next\n`));
  });
  it('the published sample of Update → each of its fields is shown or can be added', () => {
    const known = [
      ...Object.keys(updatePlaces),
      ...fieldsToAdd(fieldsOfRecord('{}'), operations.update),
      'kapture_customer_id',
    ];
    for (const field of fieldsOfBody(
      readRequest(operations.update, sample('update.request.json')).body ?? assert.fail(),
    ).keys())
      assert.ok(known.includes(field), field);
  });
});
