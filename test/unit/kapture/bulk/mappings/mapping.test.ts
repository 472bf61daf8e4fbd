import assert from 'node:assert/strict';
import { checkMapping } from '../../../../../src/kapture/bulk/mappings/checkMapping.ts';
import { bulkFields, type ColumnMapping, type Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import { identifiers, type Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import { suggestMapping, type SuggestOptions } from '../../../../../src/kapture/bulk/mappings/suggestMapping.ts';
import fc from 'fast-check';
import { dialects } from '../../../../../src/kapture/catalogue/dialect.ts';
import { exportColumns, spreadsheetColumns } from '../../../../../src/kapture/exports/exportColumns.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { flat, formsOf, tableOf } from '../tableSupport.ts';

describe('suggestMapping', () => {
  /** The suggested fields by column, and the identifier. */
  function suggested(
    names: readonly string[],
    options?: SuggestOptions,
    forms = flat,
  ): { readonly matchBy: Identifier; readonly fields: Record<string, string> } {
    const { matchBy, columns } = suggestMapping(
      names.map((name) => ({ name })),
      forms,
      options,
    );
    assert.deepEqual(
      columns.map(({ column }) => column),
      names,
    );
    const fields = columns.flatMap(({ column, field }) => (field === undefined ? [] : [[column, field] as const]));
    return { matchBy, fields: Object.fromEntries(fields) };
  }

  const names: readonly (readonly [column: string, field: string | undefined])[] = [
    ['customer_name', 'customer_name'],
    ['Customer Name*', 'customer_name'],
    ['customerName', 'customer_name'],
    ['Name', 'customer_name'],
    ['Mobile', 'phone'],
    ['Mobile No.', 'phone'],
    ['PHONE NUMBER', 'phone'],
    ['e-mail', 'email_id'],
    ['Email ID', 'email_id'],
    ['emailId', 'email_id'],
    ['City', 'city'],
    ['Contact Person', 'contact_person_name'],
    ['Gender', 'gender'],
    ['Country Code', 'country_code'],
    // Each of these could mean several fields.
    ['ID', undefined],
    ['Customer ID', undefined],
    ['Customer', undefined],
    ['Contact Number', undefined],
    ['Company', undefined],
    ['Phone 2', undefined],
    ['Remarks 2024', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['Column 3', undefined],
  ];
  for (const [column, field] of names)
    it(`the column ${column} → ${field ?? 'not mapped'}`, () =>
      assert.deepEqual(suggested([column]).fields, field === undefined ? {} : { [column]: field }));

  for (const [column, samples, field] of [
    ['ID', ['61371820', '65245'], 'kapture_customer_id'],
    ['Customer ID', ['61371820'], 'kapture_customer_id'],
    // These are numbers of rows, or codes, which some forms call customer_id.
    ['customer_id', ['61371820'], undefined],
    ['ID', ['1', '2', '3'], undefined],
    ['Customer ID', ['C-1001', '61371820'], undefined],
    ['ID', [], undefined],
  ] as const)
    it(`the column ${column} with ${samples.join(', ') || 'no values'} → ${field ?? 'not mapped'}`, () =>
      assert.equal(suggestMapping([{ name: column, samples }], flat).columns[0]?.field, field));

  it('two columns for a field → only the first', () =>
    assert.deepEqual(suggested(['Phone', 'Mobile']).fields, { Phone: 'phone' }));

  it('the identifier → the most certain one that the table has', () => {
    assert.equal(suggested(['Name', 'Email', 'Phone']).matchBy, 'phone');
    assert.equal(suggested(['Name', 'Email', 'Customer Code']).matchBy, 'code');
    assert.equal(suggested(['Name', 'Email']).matchBy, 'email');
    assert.equal(suggested(['kapture_customer_id', 'Customer Code']).matchBy, 'id');
    assert.equal(suggested(['Name', 'Email', 'Phone'], { matchBy: 'email' }).matchBy, 'email');
  });

  it('a field that the dialect does not have → not mapped', () => {
    assert.deepEqual(suggested(['Phone', 'Address', 'Gender']).fields, { Phone: 'phone', Gender: 'gender' });
    assert.deepEqual(suggested(['Phone', 'Address', 'Gender'], {}, formsOf('array')).fields, {
      Phone: 'phone',
      Address: 'address',
    });
  });

  it('the code → mapped in the flat dialect only if it identifies customers', () => {
    assert.deepEqual(suggested(['Customer Code', 'City'], { matchBy: 'code' }).fields, {
      'Customer Code': 'customer_code',
      City: 'city',
    });
    assert.deepEqual(suggested(['Phone', 'Customer Code'], { matchBy: 'phone' }).fields, { Phone: 'phone' });
  });

  it('known fields of the tenant → mapped by name', () =>
    assert.deepEqual(suggested(['Phone', 'Loyalty Tier'], { ownFields: ['loyalty_tier'] }).fields, {
      Phone: 'phone',
      'Loyalty Tier': 'loyalty_tier',
    }));

  it('any columns → in their order, each field at most once, and nothing that cannot be sent', () => {
    const known = [...names, ...exportColumns.map(({ name }) => [name] as const)].map(([name]) => name);
    const column = fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(column, { maxLength: 30 }),
        fc.constantFrom(...dialects),
        fc.option(fc.constantFrom(...identifiers), { nil: undefined }),
        (columns, dialect, matchBy) => {
          const forms = formsOf(dialect);
          const { fields } = suggested(columns, { matchBy }, forms);
          assert.equal(new Set(Object.values(fields)).size, Object.keys(fields).length);
          const mapping = suggestMapping(
            columns.map((name) => ({ name })),
            forms,
            { matchBy },
          );
          const problems = checkMapping(mapping, forms, { columns }).map((found) => inEnglish(found.problem));
          // These problems are for the user to decide.
          assert.deepEqual(
            problems.filter((text) => !text.startsWith('No column is mapped to ')),
            [],
          );
        },
      ),
    );
  });

  it('our own exports → identified by ID, without values that Update cannot write back', () => {
    for (const columns of [spreadsheetColumns, exportColumns])
      assert.deepEqual(suggested(columns.map(({ name }) => name)), {
        matchBy: 'id',
        fields: {
          id: 'kapture_customer_id',
          name: 'customer_name',
          phone: 'phone',
          contact_phone: 'contact_person_phone',
          city: 'city',
          state: 'state',
          country: 'country',
          agent: 'customer_assign_emp_name',
        },
      });
  });

  it('records as Kapture sends them → identified by ID, by their properties', async () => {
    const table = await tableOf(
      '[{"id": 1, "cmId": 2, "name": "Asha", "companyPhone": "1", "generationDate": {"year": 2021}, "contacts": [{"phone": "1"}]}]',
    );
    assert.deepEqual(suggested(table.columns.map(({ name }) => name)), {
      matchBy: 'id',
      fields: { id: 'kapture_customer_id', name: 'customer_name', companyPhone: 'phone' },
    });
  });

  for (const dialect of dialects)
    it(`every field of the dialect ${dialect} as a column → mapped to itself, without problems`, () => {
      const fields = bulkFields(formsOf(dialect), 'id');
      const mapping = suggestMapping(
        fields.map((name) => ({ name })),
        formsOf(dialect),
      );
      assert.deepEqual(
        mapping.columns.map(({ field }) => field),
        fields,
      );
      assert.deepEqual(checkMapping(mapping, formsOf(dialect), { columns: fields }), []);
    });
});

describe('checkMapping', () => {
  const columns: readonly ColumnMapping[] = [
    { column: 'Phone', field: 'phone' },
    { column: 'City', field: 'city' },
  ];
  const base: Mapping = { matchBy: 'phone', columns, constants: [] };
  const cases: readonly (readonly [title: string, change: Partial<Mapping>, problems: readonly string[]])[] = [
    ['a mapping without problems', {}, []],
    [
      'a column that the table does not have',
      { columns: [...columns, { column: 'Town' }] },
      ['Town: The table does not have the column Town.'],
    ],
    [
      'a field of two columns',
      { columns: [...columns, { column: 'Fax', field: 'city' }] },
      ['Fax: The columns City and Fax are mapped to the same field.'],
    ],
    [
      'a generated field',
      { columns: [...columns, { column: 'Fax', field: 'contact_id' }] },
      ['Fax: Kapture generates contact_id. It cannot be sent.'],
    ],
    [
      'an ID that does not identify',
      { columns: [...columns, { column: 'Fax', field: 'kapture_customer_id' }] },
      ['Fax: Kapture generates kapture_customer_id. It can only identify customers.'],
    ],
    [
      'the code in the flat dialect',
      { columns: [...columns, { column: 'Fax', field: 'customer_code' }] },
      ['Fax: The dialect of this connection does not have the field customer_code.'],
    ],
    ['no identifier', { matchBy: 'email' }, ['No column is mapped to the field email_id, which identifies customers.']],
    [
      'nothing to send',
      { matchBy: 'id', columns: [{ column: 'Fax', field: 'kapture_customer_id' }] },
      ['No column is mapped to a field to send. Map a column, or add a value.'],
    ],
    [
      'a constant and a column for a field',
      { constants: [{ field: 'city', value: 'Pune' }] },
      ['city: The field city is mapped to both a column and a constant.'],
    ],
    [
      'a constant identifier',
      { columns: columns.slice(1), constants: [{ field: 'phone', value: '9876543210' }] },
      [
        'phone: A constant cannot identify customers.',
        'No column is mapped to the field phone, which identifies customers.',
      ],
    ],
    [
      'an unknown variable',
      { constants: [{ field: 'state', value: 'In {{region}}' }] },
      ['state: The variable {{region}} has no value.'],
    ],
    [
      'braces with a name that no variable can have',
      { constants: [{ field: 'state', value: '{{agent name}}' }] },
      ['state: The variable {{agent name}} has no value.'],
    ],
    [
      'a variable that is not closed',
      { constants: [{ field: 'state', value: 'In {{region' }] },
      ['state: The variable {{region is not closed with }}.'],
    ],
    [
      'a secret that is closed with one brace',
      { constants: [{ field: 'state', value: '{{$secret.token}' }] },
      ['state: The variable {{$secret.token is not closed with }}.'],
    ],
    [
      'a secret',
      { constants: [{ field: 'state', value: '{{$secret.token}}' }] },
      ['state: A value for every row cannot contain a secret: {{$secret.token}}.'],
    ],
    [
      'a misspelled field',
      { columns: [...columns, { column: 'Fax', field: 'emial_id' }] },
      ['warning Fax: The field emial_id is unknown. Did you mean email_id?'],
    ],
    ['a field of the tenant', { columns: [...columns, { column: 'Fax', field: 'loyalty_tier' }] }, []],
  ];
  for (const [title, change, problems] of cases)
    it(`${title} → ${problems.length ? 'a problem' : 'none'}`, () => {
      const found = checkMapping({ ...base, ...change }, flat, {
        columns: ['Phone', 'City', 'Fax'],
        lookup: () => undefined,
      });
      assert.deepEqual(
        found.map(({ column, constant, problem, isWarning }) => {
          const place = column ?? constant;
          return `${isWarning ? 'warning ' : ''}${place === undefined ? '' : `${place}: `}${inEnglish(problem)}`;
        }),
        problems,
      );
    });

  it('a field of the tenant in a dialect with fixed fields → a problem', () => {
    const own = { ...base, columns: [...columns, { column: 'Fax', field: 'loyalty_tier' }] };
    assert.equal(checkMapping(own, formsOf('nested')).length, 1);
  });

  it('a field with the name of a built-in property in a dialect with fixed fields → a problem', () => {
    const own = { ...base, columns: [...columns, { column: 'Fax', field: 'constructor' }] };
    assert.equal(checkMapping(own, formsOf('nested')).length, 1);
  });
});
