import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ColumnMapping, Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import { refusedCells, type RowInput } from '../../../../../src/kapture/bulk/plans/planRow.ts';
import { repairCell } from '../../../../../src/kapture/bulk/tables/repairCell.ts';
import type { Identifier } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import type { Dialect } from '../../../../../src/kapture/catalogue/dialect.ts';
import { doubleTextMarks } from '../../../../../src/kapture/exports/textMarks.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { redactionMark } from '../../../../../src/kapture/redaction/redact.ts';
import { reasonsOf as textOfReasons } from '../support.ts';
import { formsOf, inputsOf } from '../tableSupport.ts';

const mappingOf = (
  columns: Readonly<Record<string, string | Omit<ColumnMapping, 'column'>>>,
  matchBy: Identifier = 'phone',
  constants: Readonly<Record<string, string>> = {},
): Mapping => ({
  matchBy,
  columns: Object.entries(columns).map(([column, value]) =>
    typeof value === 'string' ? { column, field: value } : { column, ...value },
  ),
  constants: Object.entries(constants).map(([field, value]) => ({ field, value })),
});

const fieldsOf = ({ fields }: RowInput): object => Object.fromEntries(fields);
/** The reasons of a row, including those of cells that a customer may have. */
const reasonsOf = ({ reasons, invalidCells = [] }: RowInput): string =>
  textOfReasons({ reasons: [...reasons, ...invalidCells] });
const whyOf = ({ repairs }: RowInput): string[] => repairs.map(({ why }) => inEnglish(why));

describe('rowReader', () => {
  /** The only row of a column with one cell. */
  async function readCell(
    cell: string,
    field: string,
    options: Omit<ColumnMapping, 'column' | 'field'> = {},
    others: readonly string[] = [],
  ): Promise<RowInput> {
    const rows = [cell, ...others].map((each) => `"x";"${each.replaceAll('"', '""')}"\n`);
    const mapping = mappingOf({ A: { field, ...options } }, field === 'phone' ? 'code' : 'phone');
    const [row] = await inputsOf(`Fill;A\n${rows.join('')}`, mapping);
    return row!;
  }

  const repaired: readonly (readonly [cell: string, field: string, value: string, why: readonly string[]])[] = [
    ['9876543210', 'phone', '9876543210', []],
    ["'9876543210", 'phone', '9876543210', ['The apostrophe that marks text in spreadsheets was removed.']],
    [
      "'+91 98765-43210",
      'phone',
      '9876543210',
      [
        'The apostrophe that marks text in spreadsheets was removed.',
        'Spaces and punctuation were removed from the phone number.',
        'The prefix +91 of the phone number was removed.',
      ],
    ],
    ['09876543210', 'phone', '9876543210', ['The prefix 0 of the phone number was removed.']],
    ['919876543210', 'phone', '9876543210', ['The prefix 91 of the phone number was removed.']],
    ['00919876543210', 'contact_person_phone', '9876543210', ['The prefix 0091 of the phone number was removed.']],
    ['+1 415 555 0100', 'contact_person_phone', '+1 415 555 0100', []],
    ['9.876543210E+09', 'phone', '9876543210', ['The number was written in full. No digits are missing.']],
    ['9,876543210E+9', 'phone', '9876543210', ['The number was written in full. No digits are missing.']],
    ['9876543210.0', 'phone', '9876543210', ['The decimal places that a spreadsheet added were removed.']],
    [
      '\u202a9876543210\u202c',
      'phone',
      '9876543210',
      ['Spaces and invisible characters around the value were removed.'],
    ],
    ['Pune \u00a0', 'city', 'Pune', ['Spaces and invisible characters around the value were removed.']],
    ['Navi\u00a0Mumbai', 'city', 'Navi Mumbai', ['Non-breaking spaces were replaced with spaces.']],
    ["'t Hooft", 'customer_name', "'t Hooft", []],
    ["'=1+2", 'customer_name', '=1+2', ['The apostrophe that marks text in spreadsheets was removed.']],
    [
      "Asha;'=1+1; '@x",
      'customer_name',
      'Asha;=1+1; @x',
      ['The apostrophe that marks text in spreadsheets was removed.'],
    ],
    ["a;'b", 'customer_name', "a;'b", []],
    // Exports write apostrophes of a text like this.
    ["''=1+2", 'customer_name', "'=1+2", ['The apostrophe that marks text in spreadsheets was removed.']],
    ["a;''@home", 'city', "a;'@home", ['The apostrophe that marks text in spreadsheets was removed.']],
    ['1E5', 'own_code', '1E5', []],
    ['female', 'gender', 'F', ['Kapture writes this gender as F.']],
    ['{{city}}', 'city', '{{city}}', []],
    ['007', 'customer_name', '007', []],
  ];
  for (const [cell, field, value, why] of repaired)
    it(`${JSON.stringify(cell)} for ${field} → ${value}, with each repair`, async () => {
      const row = await readCell(cell, field);
      assert.deepEqual(fieldsOf(row), { [field]: JSON.stringify(value) });
      assert.deepEqual(whyOf(row), why);
      assert.equal(reasonsOf(row), '');
      if (row.repairs.length) assert.deepEqual([row.repairs[0]!.from, row.repairs.at(-1)!.to], [cell, value]);
    });

  const refused: readonly (readonly [cell: string, field: string, problem: string, others?: readonly string[]])[] = [
    ['9.87E+09', 'phone', 'A: The number 9.87E+09 is shortened, so digits are missing. Format the column as text.'],
    [
      '9.87654321E+09',
      'phone',
      'A: The number 9.87654321E+09 is shortened, so digits are missing. Format the column as text.',
    ],
    ['1E+05', 'own_code', 'A: The number 1E+05 is shortened, so digits are missing. Format the column as text.'],
    ['12345', 'phone', 'A: “12345” is not a phone number. It must have 10 digits and start with 6 or higher.'],
    [
      '9876543210 / 9876543211',
      'phone',
      'A: “9876543210 / 9876543211” is not a phone number. It must have 10 digits and start with 6 or higher.',
    ],
    ['asha', 'email_id', 'A: “asha” is not an email address.'],
    [' as\u00a0ha\n\u202e', 'email_id', 'A: “ as\\u{a0}ha\\u{a}\\u{202e}” is not an email address.'],
    ['\u{1f600}'.repeat(61), 'email_id', `A: “${'\u{1f600}'.repeat(59)}…” is not an email address.`],
    ['x', 'gender', 'A: “x” is not one of M, F.'],
    [
      '=HYPERLINK(1)',
      'customer_name',
      'A: The cell contains the formula “=HYPERLINK(1)” instead of its value. Copy only the values in the spreadsheet.',
    ],
    ['#N/A', 'city', 'A: The cell contains the spreadsheet error #N/A.'],
    ['########', 'phone', 'A: The cell contains the spreadsheet error ########.'],
    ['Pun\ufffd', 'city', 'A: Characters of “Pun\ufffd” were lost and replaced with U+FFFD.'],
    [
      '42',
      'own_code',
      'A: The value 42 has fewer digits than 0043 in the same column, so its leading zeros may be missing.',
      ['0043', '0044'],
    ],
  ];
  for (const [cell, field, problem, others] of refused)
    it(`${JSON.stringify(cell)} for ${field} → refused`, async () => {
      const row = await readCell(cell, field, {}, others);
      assert.equal(reasonsOf(row), problem);
      assert.deepEqual(fieldsOf(row), {});
    });

  for (const [cell, repairs] of [
    ['Female', []],
    ['f', ['f → Female: Kapture writes this gender as Female.']],
  ] as const)
    it(`the gender ${cell} in a dialect that writes Female → the repairs say what is sent`, async () => {
      const [row] = await inputsOf(`Phone;A\n9876543210;${cell}\n`, mappingOf({ Phone: 'phone', A: 'gender' }), {
        forms: formsOf('nested'),
      });
      assert.deepEqual(
        row!.repairs.map(({ from, to, why }) => `${from} → ${to}: ${inEnglish(why)}`),
        repairs,
      );
    });

  const phoneProblem = 'is not a phone number. It must have 10 digits and start with 6 or higher.';
  const dayProblem = 'is not a date in the format YYYY-MM-DD.';
  const inDialects: readonly (readonly [cell: string, field: string, problem: string, dialects: readonly Dialect[]])[] =
    [
      ['12345', 'phone', phoneProblem, ['flat']],
      ['+971501234567', 'phone', phoneProblem, ['flat']],
      // No rule is published for these dialects.
      ['12345', 'phone', '', ['nested', 'array', 'object-2016']],
      ['+971501234567', 'phone', '', ['nested', 'array', 'object-2016']],
      ['not-an-email', 'email_id', 'is not an email address.', ['flat']],
      ['not-an-email', 'email_id', '', ['nested', 'array', 'object-2016']],
      ['Other', 'gender', 'is not one of M, F.', ['flat']],
      ['Other', 'gender', '', ['nested']],
      ['01/05/1990', 'date_of_birth', dayProblem, ['array', 'object-2016']],
      ['1990-13-05', 'anniversary_date', dayProblem, ['array', 'object-2016']],
      ['1990-05-01', 'date_of_birth', '', ['array', 'object-2016']],
    ];
  for (const [cell, field, problem, dialects] of inDialects)
    for (const dialect of dialects)
      it(`${cell} for ${field} in the ${dialect} dialect → ${problem ? 'refused' : 'sent'}`, async () => {
        const mapping = mappingOf({ A: field }, field === 'phone' ? 'code' : 'phone');
        const [row] = await inputsOf(`Fill;A\nx;${cell}\n`, mapping, { forms: formsOf(dialect) });
        assert.equal(reasonsOf(row!), problem && `A: “${cell}” ${problem}`);
        assert.deepEqual(fieldsOf(row!), problem ? {} : { [field]: JSON.stringify(cell) });
      });

  it('a key that could not be written → identifies a customer', async () => {
    const [row] = await inputsOf('Phone,City\n63582,Goa\n', mappingOf({ Phone: 'phone', City: 'city' }));
    assert.deepEqual([row!.key, row!.reasons], ['63582', []]);
  });

  for (const [cell, dialect, value] of [
    ['1990-05-01 00:00:00', 'array', '1990-05-01'],
    ['1990-05-01T00:00', 'object-2016', '1990-05-01'],
    ['1990-05-01 00:00:00', 'flat', '1990-05-01 00:00:00'],
  ] as const)
    it(`the date ${cell} in the ${dialect} dialect → ${value}`, async () => {
      const mapping = mappingOf({ A: 'date_of_birth' });
      const [row] = await inputsOf(`Fill;A\nx;${cell}\n`, mapping, { forms: formsOf(dialect) });
      assert.deepEqual(fieldsOf(row!), { date_of_birth: JSON.stringify(value) });
      assert.deepEqual(whyOf(row!), cell === value ? [] : ['The time 00:00 was removed from the date.']);
    });

  it('a masked value → not sent, which is recorded; refused if it identifies the customer', async () => {
    const row = await readCell('98******10', 'phone');
    assert.deepEqual([fieldsOf(row), row.reasons], [{}, []]);
    const why = { sentence: 'The value is masked, so it is not sent.', values: [] };
    assert.deepEqual(row.repairs, [{ column: 'A', field: 'phone', from: '98******10', to: '', why }]);
    const [key] = await inputsOf('Phone\n98******10\n', mappingOf({ Phone: 'phone' }));
    assert.equal(reasonsOf(key!), 'Phone: “98******10” is masked, so it cannot identify a customer.');
  });

  it('the mark of a redacted secret, as exports have it → not sent, which is recorded; refused as a key', async () => {
    const row = await readCell(`token ${redactionMark}`, 'city');
    assert.deepEqual([fieldsOf(row), row.reasons], [{}, []]);
    assert.deepEqual(whyOf(row), ['A secret in the value was redacted, so the value is not sent.']);
    const [key] = await inputsOf(`Phone\n${redactionMark}\n`, mappingOf({ Phone: 'phone' }));
    assert.equal(reasonsOf(key!), 'Phone: A secret in “‹auth key›” was redacted. Enter the full value.');
  });

  it('a masked constant → refused, and nothing is said about the key', async () => {
    const constants = [{ field: 'email_id', value: 'a***@example.com' }];
    const [row] = await inputsOf('Phone\n9845000001\n', { ...mappingOf({ Phone: 'phone' }), constants });
    assert.equal(reasonsOf(row!), 'email_id: The value is masked. Enter the full value.');
  });

  it('an exact column → the unchanged cell', async () => {
    const row = await readCell(' 1E+05', 'own_code', { isExact: true });
    assert.deepEqual(fieldsOf(row), { own_code: '" 1E+05"' });
  });

  it('a blank cell → omitted, or cleared if the mapping says so', async () => {
    assert.deepEqual(fieldsOf(await readCell(' ', 'city')), {});
    assert.deepEqual(fieldsOf(await readCell(' ', 'city', { blank: 'clear' })), { city: '""' });
  });

  it('a blank key → an addition; the key is never cleared', async () => {
    const mapping = mappingOf({ Phone: { field: 'phone', blank: 'clear' }, Name: 'customer_name' });
    const [row] = await inputsOf('Phone,Name\n,Asha\n', mapping);
    assert.deepEqual([row!.key, fieldsOf(row!)], ['', { customer_name: '"Asha"' }]);
  });

  it('a row that ends early → refused if the missing column has a field', async () => {
    const [row] = await inputsOf('Phone,Name\n9876543210\n', mappingOf({ Phone: 'phone', Name: 'customer_name' }));
    assert.equal(reasonsOf(row!), 'Name: The row ends before this column.');
    const [ignored] = await inputsOf('Phone,Name\n9876543210\n', mappingOf({ Phone: 'phone' }));
    assert.deepEqual([ignored!.reasons, ignored!.cells], [[], ['9876543210']]);
  });

  it('a row with more cells than the header → refused, with its cells in order, but without a key and values', async () => {
    const mapping: Mapping = { ...mappingOf({ ID: 'kapture_customer_id', City: 'city' }), matchBy: 'id' };
    const [row] = await inputsOf('Note,Visits,ID,City\n"\'=Paid\n5", later,,61371820,Pune,\n', mapping);
    assert.equal(reasonsOf(row!), 'The row has 6 cells, but the header has 4.');
    assert.deepEqual([row!.key, fieldsOf(row!), row!.repairs], ['', {}, []]);
    assert.deepEqual(refusedCells(row!), ["'=Paid 5", ' later', '', '61371820', 'Pune']);
  });

  it('JSON → numbers keep their digits, and fields that are missing are not cleared', async () => {
    const mapping = mappingOf({
      phone: 'phone',
      rate: 'rate',
      city: { field: 'city', blank: 'clear' },
      zip: 'pincode',
    });
    const rows = await inputsOf(
      '[{"phone": 9876543210, "rate": 1.50, "city": null, "zip": 4.11001e5}, {"phone": "9876543211"}]',
      mapping,
    );
    assert.deepEqual(rows.map(fieldsOf), [
      { phone: '9876543210', rate: '1.50', city: '""', pincode: '"411001"' },
      { phone: '"9876543211"' },
    ]);
    assert.deepEqual(
      rows.map(({ key }) => key),
      ['9876543210', '9876543211'],
    );
  });

  it('identified by ID → the ID is the key and is not sent', async () => {
    const mapping = mappingOf({ ID: 'kapture_customer_id', City: 'city' }, 'id');
    const [row, wrong] = await inputsOf('ID,City\n 61371820,Pune\nabc,Pune\n', mapping);
    assert.deepEqual([row!.key, fieldsOf(row!)], ['61371820', { city: '"Pune"' }]);
    assert.equal(reasonsOf(wrong!), 'ID: “abc” is not an ID, which consists of digits.');
  });

  it('identified by code → sent only in dialects that have the code', async () => {
    const mapping = mappingOf({ Code: 'customer_code', City: 'city' }, 'code');
    const text = 'Code,City\nC-1,Pune\n';
    const [flatRow] = await inputsOf(text, mapping);
    const [arrayRow] = await inputsOf(text, mapping, { forms: formsOf('array') });
    assert.deepEqual([flatRow!.key, fieldsOf(flatRow!)], ['C-1', { city: '"Pune"' }]);
    assert.deepEqual([arrayRow!.key, fieldsOf(arrayRow!)], ['C-1', { customer_code: '"C-1"', city: '"Pune"' }]);
  });

  it('constants → resolved for each row; an unknown variable is a problem', async () => {
    const mapping = mappingOf({ Phone: 'phone' }, 'phone', { campaign_name: 'Expo {{year}}', rank: '{{year}}' });
    const options = { lookup: (name: string) => (name === 'year' ? 2026 : undefined) };
    const [row] = await inputsOf('Phone\n9876543210\n', mapping, options);
    assert.deepEqual(fieldsOf(row!), { phone: '"9876543210"', campaign_name: '"Expo 2026"', rank: '2026' });
    const [wrong] = await inputsOf('Phone\n9876543210\n', mapping);
    assert.match(reasonsOf(wrong!), /^The variable \{\{year\}\} has no value\./);
    for (const value of ['', ' ', null]) {
      const [blank] = await inputsOf('Phone\n9876543210\n', mapping, { lookup: () => value });
      assert.deepEqual(fieldsOf(blank!), { phone: '"9876543210"', campaign_name: `"Expo ${value}"` });
      assert.equal(
        reasonsOf(blank!),
        'The value {{year}} is blank. To send a blank value, write it without a variable.',
      );
    }
  });

  it('a constant that is written as blank → is sent', async () => {
    const [row] = await inputsOf('Phone\n9876543210\n', mappingOf({ Phone: 'phone' }, 'phone', { city: '' }));
    assert.deepEqual([fieldsOf(row!), row!.reasons], [{ phone: '"9876543210"', city: '""' }, []]);
  });

  it('any cells → each value is the cell, or the end of recorded repairs that start with it', async () => {
    const damaged = fc.constantFrom(
      "'+91 98765 43210",
      '9.87E+09',
      ' x\u00a0',
      "'0042",
      '42',
      '0042',
      '9876543210.0',
      '=1',
      '\u200b\u202a9876543210',
      'male',
    );
    const cell = fc.oneof(damaged, fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
    const fields = ['phone', 'customer_name', 'gender', 'own_field', 'pincode'];
    const columns = Object.fromEntries(fields.map((field) => [`c_${field}`, field]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell, cell, cell), { minLength: 1 }), async (cells) => {
        const objects = cells.map((row) => Object.fromEntries(row.map((each, at) => [`c_${fields[at]}`, each])));
        for (const row of await inputsOf(JSON.stringify(objects), mappingOf(columns))) {
          const original = cells[row.row - 1]!;
          for (const [index, field] of fields.entries()) {
            const steps = row.repairs.filter(({ column }) => column === `c_${field}`);
            const value = row.fields.get(field);
            let at = original[index]!;
            for (const { from, to } of steps) {
              assert.equal(from, at);
              assert.notEqual(to, from);
              at = to;
            }
            const isRefused = [...row.reasons, ...(row.invalidCells ?? [])].some(
              ({ column }) => column === `c_${field}`,
            );
            if (value !== undefined) assert.equal(JSON.parse(value), at);
            else
              assert.ok(
                isRefused || at === '' || original[index]!.replace(/[\s\u200b-\u200f\u202a-\u202e\u2060]/g, '') === '',
              );
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('repairCell', () => {
  it('any repaired value → not repaired again, apart from the apostrophes that an export would add', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("''1", "a;''=1", "''t")),
        fc.constantFrom('phone', 'city', 'pincode', 'gender'),
        (cell, field) => {
          const { text, problem } = repairCell(cell, field);
          if (!problem) assert.equal(repairCell(doubleTextMarks(text), field).text, text);
        },
      ),
    );
  });

  it('a cell of 1 MB with blanks inside → repaired in linear time', function () {
    // An algorithm with quadratic time would take hours here.
    this.timeout(5000);
    const inside = `a${' \u200b'.repeat(500_000)}b`;
    const { text, steps } = repairCell(`\u202a ${inside}\ufeff\u2028`, 'city');
    assert.equal(text, inside);
    assert.equal(steps.length, 1);
  });

  it('any digits → never other digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^'?0{0,3}[0-9]{1,16}(\.0)?$/), (cell) => {
        const { text, problem } = repairCell(cell, 'pincode');
        if (!problem) assert.equal(text, cell.replace(/^'/, '').replace(/\.0$/, ''));
      }),
    );
  });
});
