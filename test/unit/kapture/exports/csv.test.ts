import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvCell } from '../../../../src/kapture/exports/csvRows.ts';
import { removeTextMarks } from '../../../../src/kapture/exports/textMarks.ts';
import { readCustomer } from '../../../../src/kapture/records/customer.ts';
import {
  exportColumns,
  maxContactColumns,
  customColumn,
  spreadsheetColumns,
  type ExportColumn,
} from '../../../../src/kapture/exports/exportColumns.ts';
import {
  exportTexts,
  getSample,
  makeFolder,
  pullSample,
  readCsv,
  readCsvRows,
  sandboxRecords,
  type Folder,
} from './support.ts';

const columnsNamed = (...names: readonly string[]): ExportColumn[] =>
  names.map((name) => exportColumns.find((column) => column.name === name) ?? customColumn(name));

describe('CSV export', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  /** The row of a record, by column name. */
  const rowOf = async (record: string, ...names: readonly string[]): Promise<Record<string, string>> => {
    await exportTexts('csv', folder, [record], { columns: names.length ? columnsNamed(...names) : exportColumns });
    const rows = readCsvRows(folder.text());
    assert.equal(rows.length, 1);
    return rows[0]!;
  };

  it('the published customer of Pull → its field values, with dates in the tenant’s time zone', async () => {
    const { remarks, contacts, ...row } = await rowOf(pullSample);
    assert.deepEqual(Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')), {
      id: '65245',
      name: 'Ker',
      contact_phone: '63582',
      email: 'ker@  .in',
      phone_masked: 'false',
      email_masked: 'false',
      created_at: '2021-03-14T14:21:11+05:30',
      modified_at: '2021-03-14T14:21:11+05:30',
      status: 'F',
      company_status: 'A',
      agent: 'Rii',
      agent_id: '941',
      source: 'Website',
      campaign_id: '127',
      enquiries: '1',
      creator: 'Ri',
      creator_id: '941',
      tenant_id: '2469',
      existing_customer: 'false',
      existing_contact: 'false',
      deleted: 'false',
      contact1_id: '71478',
      contact1_name: 'Ker',
      contact1_phone: '63582',
      contact1_email: 'ker@  .in',
      contact1_gender: ' ',
      contact1_is_primary: 'true',
    });
    assert.match(remarks!, /^'\n\n {6}NAME {4}Ker\n[^]*Hello there\r\n\r\nBuy face mask/);
    assert.equal((JSON.parse(contacts!) as { id: number }[])[0]!.id, 71478);
  });
  it('the published customer of Get → its own phone, a state, and no mask flags', async () => {
    const row = await rowOf(getSample);
    assert.deepEqual(
      [
        row['phone'],
        row['state'],
        row['created_at'],
        row['phone_masked'],
        row['creator_id'],
        row['attr1'],
        row['contact1_gender'],
      ],
      ['9845765226', 'Karnataka', '2021-01-06T18:01:45+05:30', '', '0', '', 'F'],
    );
  });
  it('sandbox customers → a row each, in order, with the values of the customers view', async () => {
    const records = sandboxRecords(600);
    const result = await exportTexts('csv', folder, records);
    const rows = readCsvRows(folder.text());
    assert.deepEqual(
      [result.rows, result.unreadable, rows.length, Object.keys(rows[0]!)],
      [records.length, 0, records.length, spreadsheetColumns.map(({ name }) => name)],
    );
    const raw = (cell: string): string => cell.replace(/^'(?=[+=@\-\s])/, '');
    for (const [index, record] of records.entries()) {
      const customer = readCustomer(record, 'Asia/Kolkata')!;
      const row = rows[index]!;
      assert.deepEqual(
        ['id', 'name', 'phone', 'contact_phone', 'email', 'code', 'city', 'agent', 'status', 'source'].map((name) =>
          raw(row[name]!).trim(),
        ),
        [
          customer.id,
          customer.name,
          customer.phone,
          customer.contactPhone,
          customer.email,
          customer.code,
          customer.city,
          customer.agent,
          customer.status,
          customer.source,
        ],
      );
      assert.deepEqual(
        [row['created_at'], row['enquiries']],
        [`${customer.createdAt!.replace(' ', 'T')}+05:30`, String(customer.enquiries)],
      );
      assert.deepEqual(
        [1, 2, 3].map((place) => row[`contact${place}_phone`]),
        [0, 1, 2].map((place) => customer.contacts[place]?.phone ?? ''),
      );
    }
    assert.ok(
      records.some((record) => /[^\\]\n/.test(record)) && rows.some(({ name }) => /[\u0900-\u097f]/.test(name!)),
      'The sample has no raw line break or no Devanagari name.',
    );
    assert.equal(folder.bytes().length, result.bytes);
  });
  it('flags that are texts → those of the second contact, as if they were not texts', async () => {
    const contacts = [
      { phone: '1', isPrimaryContact: 'false', isMobileMasked: 'false' },
      { phone: '2', isPrimaryContact: 'true', isMobileMasked: 'true' },
    ];
    const row = await rowOf(JSON.stringify({ id: 1, contacts }));
    assert.deepEqual([row['contact_phone'], row['phone_masked']], ['2', 'true']);
  });
  it('a masked phone and email → unchanged, and the mask flags are set', async () => {
    const row = await rowOf(
      '{"id":1,"contacts":[{"phone":"64******78","email":"a***@x.in","isMobileMasked":false,"isEmailMasked":false},{"isMobileMasked":true}]}',
    );
    assert.deepEqual(
      [row['contact_phone'], row['email'], row['phone_masked'], row['email_masked']],
      ['64******78', 'a***@x.in', 'true', 'false'],
    );
  });

  it('a phone of the customer and one of the contact → separate columns', async () => {
    const row = await rowOf('{"companyPhone":"9874563725","contacts":[{"phone":"8978783457"}]}');
    assert.deepEqual([row['phone'], row['contact_phone']], ['9874563725', '8978783457']);
  });
  it('masks that are null → empty cells', async () => {
    const row = await rowOf('{"contacts":[{"isMobileMasked":null},{"isMobileMasked":null,"isEmailMasked":true}]}');
    assert.deepEqual([row['phone_masked'], row['email_masked']], ['', 'true']);
  });
  it('contacts with what looks like a call after a semicolon → unchanged JSON', async () => {
    const contacts = `[{"contactPerson":"a;=SUM(1); @x","phone":"'1;'=2"}]`;
    assert.equal((await rowOf(`{"contacts":${contacts}}`))['contacts'], contacts);
  });
  it('a blank email, escaped or not → the contact’s email', async () => {
    for (const blank of [' ', '\\u0020', '\\t\\u00a0', '\u3000', ''])
      assert.equal((await rowOf(`{"email":"${blank}","contacts":[{"email":"a@b"}]}`))['email'], 'a@b', blank);
    assert.equal((await rowOf('{"email":"\\u0041","contacts":[{"email":"a@b"}]}'))['email'], 'A');
  });
  it('text that is not Unicode → U+FFFD, and its records are counted', async () => {
    const { replaced } = await exportTexts(
      'csv',
      folder,
      [
        Buffer.from('{"own":"\xc3(","id":1}', 'latin1'),
        '{"own":"\\ud83d","id":2}',
        '{"own":["\\ud83d"],"id":3}',
        '{"own":"é","id":4}',
      ],
      { columns: columnsNamed('own', 'id') },
    );
    assert.deepEqual(
      readCsvRows(folder.text()).map(({ own }) => own),
      ['\ufffd(', '\ufffd', '["\\ufffd"]', 'é'],
    );
    assert.equal(replaced, 3);
  });
  it('brackets nested deeper than 500 → a row', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.deepEqual(await rowOf(`{"deep":${deep},"id":1}`, 'deep', 'id'), { deep, id: '1' });
  });

  for (const [value, cell] of [
    ['12345678901234567890', '12345678901234567890'],
    ['"00012345678901234567890"', '00012345678901234567890'],
    ['0.0', '0.0'],
    ['-12.50', '-12.50'],
    ['1E400', '1E400'],
    ['true', 'true'],
    ['null', ''],
    ['""', ''],
    ['" x "', ' x '],
    ['[1, "a"]', '[1, "a"]'],
    ['{"a":"x\ny"}', '{"a":"x\\u000ay"}'],
    ['"a,b"', 'a,b'],
    ['"say \\"hi\\""', 'say "hi"'],
    ['"one\\r\\ntwo"', 'one\r\ntwo'],
    ['"one\ntwo"', 'one\ntwo'],
    ['"one\n\\u0041"', 'one\nA'],
    ['"a;b"', 'a;b'],
    ['"नेहा"', 'नेहा'],
    ['"\\ud83d\\ude00"', '\u{1F600}'],
    ['"a\u0000b"', 'a\u0000b'],
    ['"O\'Neil"', "O'Neil"],
  ] as const) {
    it(`${JSON.stringify(value)} in a field → ${JSON.stringify(cell)}`, async () => {
      assert.deepEqual(await rowOf(`{"own":${value},"id":1}`, 'own', 'id'), { own: cell, id: '1' });
    });
  }
  for (const [text, cell] of [
    ['=1+2', "'=1+2"],
    ['+91 98', "'+91 98"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['\nx', "'\nx"],
    ['=1+2";=1+2', "'=1+2\";'=1+2"],
    ['=1+2\'" ;,=1+2', "'=1+2'\" ;,=1+2"],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    // An import would remove these apostrophes of the text.
    ["'=1", "''=1"],
    ["''\n", "'''\n"],
    ["'9845011111", "''9845011111"],
    ["'t Hooft", "'t Hooft"],
    ['a=1', 'a=1'],
    ['1-2', '1-2'],
    ['a@b.in', 'a@b.in'],
    [' x', ' x'],
    ['é=1', 'é=1'],
    ['', ''],
    ['—x', '—x'],
  ] as const) {
    it(`the text ${JSON.stringify(text)}, escaped or not → the cell ${JSON.stringify(cell)}`, async () => {
      const escaped = `"${[...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
      for (const written of [
        JSON.stringify(text),
        JSON.stringify(text).replaceAll(/\\([trn])/g, (_, letter: string) => ({ t: '\t', r: '\r', n: '\n' })[letter]!),
        escaped,
      ]) {
        assert.deepEqual(await rowOf(`{"own":${written}}`, 'own', 'id'), { own: cell, id: '' }, written);
      }
    });
  }
  it('a text that looks like a formula → quoted with an apostrophe, as OWASP recommends', () =>
    assert.deepEqual(['=1+2";=1+2', '=1+2\'" ;,=1+2'].map(csvCell), ['"\'=1+2"";\'=1+2"', '"\'=1+2\'"" ;,=1+2"']));
  for (const [text, cell] of [
    ['Asha;=1+1;x', `"Asha;'=1+1;x"`],
    ["x;\"=cmd|' /C calc'!A0", `"x;""'=cmd|' /C calc'!A0"`],
    ['x\n +SUM(1)', `"x\n '+SUM(1)"`],
    ['x\t@SUM(1)', `"x\t'@SUM(1)"`],
    ['98450 00001;+91 98450 00002', '"98450 00001;+91 98450 00002"'],
    ['- call back\n- send (today)', `"'- call back\n'- send (today)"`],
    ['to do:\n- call back', '"to do:\n- call back"'],
    ["a;'@home", `"a;''@home"`],
    ["1;'+91 (22); '98", `"1;''+91 (22); '98"`],
  ] as const)
    it(`${JSON.stringify(text)} → no formula for programs that separate cells by semicolons`, () =>
      assert.equal(csvCell(text), cell));
  it('any texts → the same when read again without marks, and no formula', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            one: fc.string({ unit: 'grapheme' }),
            two: fc.string(),
            three: fc.constantFrom(
              '"',
              ',',
              '\r\n',
              '\n"',
              '',
              '=',
              ';',
              "'=",
              "a;''@x",
              "'\n'=",
              "''1",
              "x\t'+(",
              "' =1",
            ),
          }),
          { maxLength: 5 },
        ),
        async (values) => {
          await exportTexts(
            'csv',
            folder,
            values.map((value) => JSON.stringify(value)),
            { columns: ['one', 'two', 'three'].map(customColumn) },
          );
          const [head, ...rows] = readCsv(folder.text());
          assert.deepEqual(head, ['one', 'two', 'three']);
          assert.deepEqual(
            rows.map((cells) => cells.map(removeTextMarks)),
            values.map(({ one, two, three }) => [one, two, three]),
          );
          for (const cell of rows.flat()) {
            assert.doesNotMatch(cell, /^([\t\r\n]|\s*[=+\-@＝＋－＠])/);
            assert.doesNotMatch(cell, /[;\t\r\n][ "]*([=@＝＠]|[+\-＋－][^;\t\r\n]*[(|])/);
          }
        },
      ),
      { numRuns: 200 },
    ));
  it('selected columns → these columns in the same order, with names quoted where needed', async () => {
    await exportTexts('csv', folder, ['{"a,b":1,"name":"x"}'], {
      columns: [customColumn('a,b'), ...columnsNamed('name')],
    });
    assert.equal(folder.text(), '"a,b",name\r\n1,x\r\n');
  });
  it('bom → the file starts with a byte order mark', async () => {
    await exportTexts('csv', folder, ['{"id":1}'], { columns: columnsNamed('id'), bom: true });
    assert.deepEqual([...folder.bytes()], [0xef, 0xbb, 0xbf, ...Buffer.from('id\r\n1\r\n')]);
    await exportTexts('csv', folder, ['{"id":1}'], { columns: columnsNamed('id') });
    assert.equal(folder.bytes()[0], 0x69);
  });
  it('no customers → only the header row', async () => {
    assert.equal((await exportTexts('csv', folder, [], { columns: columnsNamed('id', 'name') })).rows, 0);
    assert.equal(folder.text(), 'id,name\r\n');
  });
  it('a date in any format → ISO 8601 in the time zone; anything else → unchanged', async () => {
    for (const [value, cell] of [
      ['"Mar 14, 2021 2:21:11 PM"', '2021-03-14T14:21:11+01:00'],
      ['"Jul 14, 2021 2:21:11 PM"', '2021-07-14T14:21:11+02:00'],
      ['{"year":2021,"month":2,"dayOfMonth":14}', '2021-03-14T00:00:00+01:00'],
      ['1615726271000', '2021-03-14T13:51:11+01:00'],
      ['"19-04-2024 14:19"', '2024-04-19T14:19:00+02:00'],
      ['"soon"', 'soon'],
      ['null', ''],
      // Clocks go forward at 2:00 on 28 March 2021, and back at 3:00 on 31 October.
      ['"2021-03-28 01:59:59"', '2021-03-28T01:59:59+01:00'],
      ['"2021-03-28 03:00:00"', '2021-03-28T03:00:00+02:00'],
      ['"2021-10-31 02:30:00"', '2021-10-31T02:30:00+02:00'],
      ['"2021-10-31 03:00:00"', '2021-10-31T03:00:00+01:00'],
    ] as const) {
      await exportTexts('csv', folder, [`{"generationDate":${value}}`], {
        columns: columnsNamed('created_at'),
        timeZone: 'Europe/Berlin',
      });
      assert.equal(folder.text(), `created_at\r\n${cell}\r\n`, value);
    }
  });
  it('a raw tab in the name of a contact’s field, in two records → strict JSON in the column "contacts"', async () => {
    const records = ['"x"', '"y"'].map((tier) => `{"contacts":[{"Loyalty\ttier":${tier}}]}`);
    await exportTexts('csv', folder, records, { columns: columnsNamed('contacts') });
    assert.deepEqual(
      readCsvRows(folder.text()).map(({ contacts }) => JSON.parse(contacts!) as unknown),
      [[{ 'Loyalty\ttier': 'x' }], [{ 'Loyalty\ttier': 'y' }]],
    );
  });
  it('more contacts than columns → counted, unless the column "contacts" has all of them', async () => {
    const record = JSON.stringify({
      id: 1,
      contacts: Array.from({ length: maxContactColumns + 2 }, (_, id) => ({ id })),
    });
    assert.equal(
      (
        await exportTexts('csv', folder, [record, record], {
          columns: exportColumns.filter(({ name }) => name !== 'contacts'),
        })
      ).omittedContacts,
      4,
    );
    assert.equal((await exportTexts('csv', folder, [record])).omittedContacts, maxContactColumns + 2 - 3);
    assert.equal((await exportTexts('csv', folder, [record], { columns: exportColumns })).omittedContacts, 0);
    assert.equal(
      (await exportTexts('csv', folder, [record], { columns: columnsNamed('id', 'name') })).omittedContacts,
      0,
    );
  });
  it('records that are not JSON → counted, and the others are exported', async () => {
    const { rows, unreadable } = await exportTexts(
      'csv',
      folder,
      ['{"id":1}', '{"id":', '{"id":2}', '[3]', '{"id":tru}', '{"id":4}'],
      { columns: columnsNamed('id') },
    );
    assert.deepEqual([rows, unreadable, folder.text()], [3, 3, 'id\r\n1\r\n2\r\n4\r\n']);
  });
  it('bytes that are not UTF-8 → U+FFFD, and everything else is unchanged', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"id":12345678901234567890,"name":"a'),
      Buffer.from([0xff]),
      Buffer.from('b"}'),
    ]);
    await exportTexts('csv', folder, [broken], { columns: columnsNamed('id', 'name') });
    assert.equal(folder.text(), 'id,name\r\n12345678901234567890,a\uFFFDb\r\n');
  });
});

describe('exportColumns', () => {
  it('every column → a unique lowercase name and a unique title', () => {
    assert.equal(new Set(exportColumns.map(({ name }) => name)).size, exportColumns.length);
    assert.equal(
      new Set(exportColumns.map(({ title, place }) => title.replace('{0}', String(place)))).size,
      exportColumns.length,
    );
    for (const { name, title } of exportColumns) assert.ok(/^[a-z][a-z0-9_]*$/.test(name) && title, name);
  });
});
