import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { fieldsOfWrittenBody } from '../../../../src/kapture/update/fieldsOfWrittenBody.ts';

describe('fieldsOfWrittenBody', () => {
  const cases: readonly (readonly [dialect: Dialect, body: string, lines: readonly string[]])[] = [
    [
      'flat',
      '{"phone":09,"zone":"","kapture_customer_id":"7","group":[{"a":1}]}',
      ['kapture_customer_id: "7"', 'phone: 09', 'zone: ""', 'group: [{"a":1}]'],
    ],
    [
      'nested',
      '{"customer_info":{"city":"","phone":"98","customer_id":"7"},"contact_info":[{"gender":"Male","dob":""},{"gender":"Female"}],"enquiry_info":{}}',
      [
        'customer_info.customer_id: "7" (kapture_customer_id)',
        'customer_info.phone: "98" (phone)',
        'contact_info[0].gender: "Male" (gender)',
        'contact_info[1].gender: "Female"',
        'customer_info.city: "" (city)',
        'contact_info[0].dob: ""',
        'enquiry_info: {}',
      ],
    ],
    [
      'array',
      '[{"name":"Asha","email":"","customer_code":"C-7"}]',
      ['customer_code: "C-7"', 'name: "Asha" (customer_name)', 'email: "" (email_id)'],
    ],
    [
      'nested',
      '{"customer_info":["z"],"contact_info":[null,{"gender":"Male"}]}',
      ['customer_info: ["z"]', 'contact_info: [null,{"gender":"Male"}]'],
    ],
    ['object-2016', '{"name":"Asha"}', ['name: "Asha" (customer_name)']],
  ];
  for (const [dialect, body, lines] of cases)
    it(`${dialect} ${body} → what identifies the customer, then the other fields with their shared names`, () =>
      assert.deepEqual(
        fieldsOfWrittenBody(body, formOf('update', dialect)).map(
          ({ path, field, json }) => `${path}: ${json}${field === undefined || path === field ? '' : ` (${field})`}`,
        ),
        lines,
      ));
});
