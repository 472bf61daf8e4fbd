import assert from 'node:assert/strict';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { readCustomer } from '../../../../src/kapture/records/customer.ts';
import {
  exportColumns,
  customColumn,
  tableColumns,
  type ExportColumn,
} from '../../../../src/kapture/exports/exportColumns.ts';
import { exportTexts, getSample, makeFolder, pullSample, sandboxRecords, type Folder } from './support.ts';

const columnsNamed = (...names: readonly string[]): ExportColumn[] =>
  exportColumns.filter(({ name }) => names.includes(name));

describe('Parquet export', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  const file = (): ArrayBuffer => new Uint8Array(folder.bytes()).buffer;
  const readRows = (): Promise<Record<string, unknown>[]> => parquetReadObjects({ file: file() });

  it('columns → their types in the schema', async () => {
    await exportTexts('parquet', folder, [pullSample]);
    const metadata = parquetMetadata(file());
    assert.deepEqual(
      parquetSchema(metadata).children.map(({ element }) => [
        element.name,
        element.converted_type ?? element.type,
        element.repetition_type,
      ]),
      tableColumns.map(({ name, type }) => [
        name,
        { text: 'UTF8', json: 'UTF8', integer: 'INT64', boolean: 'BOOLEAN', moment: 'TIMESTAMP_MILLIS' }[type],
        'OPTIONAL',
      ]),
    );
    const moment = metadata.schema.find(({ name }) => name === 'created_at')?.logical_type;
    assert.deepEqual(moment, { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' });
    assert.deepEqual(
      [metadata.created_by, metadata.key_value_metadata],
      ['kapture-crm', [{ key: 'kapture.timeZone', value: 'Asia/Kolkata' }]],
    );
  });
  it('the published customers → their values', async () => {
    await exportTexts('parquet', folder, [pullSample, getSample]);
    const [ker, nishchal] = await readRows();
    const instant = new Date('2021-03-14T14:21:11+05:30');
    assert.deepEqual(
      [
        ker!['id'],
        ker!['agent'],
        ker!['agent_id'],
        ker!['enquiries'],
        ker!['created_at'],
        ker!['modified_at'],
        ker!['deleted'],
        ker!['state'] ?? null,
        ker!['source'],
        ker!['phone_masked'],
      ],
      ['65245', 'Rii', '941', 1n, instant, instant, false, null, 'Website', false],
    );
    assert.deepEqual(
      [nishchal!['phone'], nishchal!['state'], nishchal!['created_at'], nishchal!['phone_masked'] ?? null],
      ['9845765226', 'Karnataka', new Date('2021-01-06T18:01:45+05:30'), null],
    );
    assert.match(ker!['remarks'] as string, /^\n\n {6}NAME {4}Ker\n/);
    assert.deepEqual(
      (JSON.parse(ker!['contacts'] as string) as object[])[0],
      (JSON.parse(pullSample.slice(pullSample.indexOf('['), pullSample.indexOf(']') + 1)) as object[])[0],
    );
  });
  it('sandbox customers in several row groups → all values', async () => {
    const records = sandboxRecords(12_000);
    const result = await exportTexts('parquet', folder, records);
    assert.deepEqual([result.rows, result.mismatched, result.bytes], [records.length, 0, folder.bytes().length]);
    const groups = parquetMetadata(file()).row_groups.map(({ num_rows }) => Number(num_rows));
    assert.ok(groups.length > 2 && Math.max(...groups) <= 2000, String(groups));
    const rows = await readRows();
    assert.equal(rows.length, records.length);
    for (const [index, record] of records.entries()) {
      const customer = readCustomer(record, 'Asia/Kolkata')!;
      const value = JSON.parse(record.replaceAll('\n', '\\n')) as Record<string, unknown>;
      const row = rows[index]!;
      assert.deepEqual(
        [
          row['id'],
          row['name'],
          row['phone'] ?? '',
          row['contact_phone'] ?? '',
          row['email'],
          row['code'],
          row['agent'],
          row['status'],
          row['source'],
          row['created_at'],
          row['enquiries'],
          row['remarks'],
          row['existing_customer'],
          row['contacts'],
          row['attr1'] ?? undefined,
        ],
        [
          customer.id,
          customer.name,
          customer.phone,
          customer.contactPhone,
          customer.email,
          customer.code,
          customer.agent,
          customer.status,
          customer.source,
          new Date(`${customer.createdAt!.replace(' ', 'T')}+05:30`),
          BigInt(customer.enquiries),
          value['remarks'],
          value['isExistingCustomer'],
          JSON.stringify(value['contacts']),
          value['attr1'],
        ],
      );
    }
  });
  for (const [name, field, values] of [
    [
      'id',
      'id',
      [
        ['12345678901234567890', '12345678901234567890'],
        ['"007"', '007'],
        ['0', '0'],
        ['null', null],
        ['""', ''],
      ],
    ],
    [
      'enquiries',
      'totalNoOfEnquiries',
      [
        ['3', 3n],
        ['"4"', 4n],
        ['0', 0n],
        ['5.0', 5n],
        ['-1', -1n],
        ['""', null],
        ['null', null],
        ['"many"', null, 1],
        ['1.5', null, 1],
        ['12345678901234567890', null, 1],
      ],
    ],
    [
      'existing_customer',
      'isExistingCustomer',
      [
        ['true', true],
        ['false', false],
        ['"true"', true],
        ['"FALSE"', false],
        ['""', null],
        ['"maybe"', null, 1],
        ['1', null, 1],
      ],
    ],
    [
      'created_at',
      'generationDate',
      [
        ['"Mar 14, 2021 2:21:11 PM"', new Date('2021-03-14T14:21:11+05:30')],
        ['1615711871123', new Date('2021-03-14T08:51:11Z')],
        ['""', null],
        ['"soon"', null, 1],
      ],
    ],
  ] as const) {
    for (const [written, value, mismatched = 0] of values) {
      it(`${field}: ${written} → ${name} ${value instanceof Date ? value.toISOString() : String(value)}${mismatched ? ', counted' : ''}`, async () => {
        const result = await exportTexts('parquet', folder, [`{"${field}":${written}}`], {
          columns: columnsNamed(name),
        });
        assert.deepEqual(
          [(await readRows())[0]![name] ?? null, result.mismatched, result.rows],
          [value, mismatched, 1],
        );
      });
    }
  }
  it('mask flags that are null → null, and no mismatched value', async () => {
    const result = await exportTexts(
      'parquet',
      folder,
      ['{"contacts":[{"isMobileMasked":null},{"isEmailMasked":null},{"isEmailMasked":true}]}'],
      { columns: columnsNamed('phone_masked', 'email_masked') },
    );
    const [row] = await readRows();
    assert.deepEqual([row!['phone_masked'] ?? null, row!['email_masked'], result.mismatched], [null, true, 0]);
  });
  it('an escaped blank email → the contact’s email; a blank name → itself', async () => {
    await exportTexts('parquet', folder, [
      '{"name":"","email":"\\u0020","contacts":[{"contactPerson":"Asha","email":"a@b"}]}',
    ]);
    const [row] = await readRows();
    assert.deepEqual([row!['name'], row!['email']], ['', 'a@b']);
  });
  it('text that is not Unicode → U+FFFD, also in JSON, and its records are counted', async () => {
    const { replaced } = await exportTexts('parquet', folder, [
      Buffer.from('{"name":"\xc3("}', 'latin1'),
      '{"name":"\\ud83d","contacts":["\\ud83d"]}',
      '{"name":"\\ud83d\\ude00"}',
    ]);
    const rows = await readRows();
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['\ufffd(', '\ufffd', '\u{1f600}'],
    );
    assert.deepEqual([rows[1]!['contacts'], replaced], ['["\\ufffd"]', 2]);
  });
  it('brackets nested deeper than 500 → a row', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { rows } = await exportTexts('parquet', folder, [`{"id":1,"contacts":${deep}}`]);
    assert.deepEqual([rows, (await readRows())[0]!['contacts'] === deep], [1, true]);
  });
  it('raw line breaks in contacts → strict JSON', async () => {
    await exportTexts('parquet', folder, ['{"contacts":[{"contactPerson":"a\nb"}]}'], {
      columns: columnsNamed('contacts'),
    });
    assert.deepEqual(JSON.parse((await readRows())[0]!['contacts'] as string), [{ contactPerson: 'a\nb' }]);
  });
  it('custom fields → text', async () => {
    await exportTexts('parquet', folder, ['{"tier":"gold"}', '{"tier":12345678901234567890}', '{}'], {
      columns: [customColumn('tier')],
    });
    assert.deepEqual(
      (await readRows()).map(({ tier }) => tier ?? null),
      ['gold', '12345678901234567890', null],
    );
  });
  it('no customers → only the schema', async () => {
    await exportTexts('parquet', folder, []);
    assert.deepEqual(
      [await readRows(), parquetSchema(parquetMetadata(file())).children.length],
      [[], tableColumns.length],
    );
  });
  it('records that are not JSON → counted', async () => {
    const { rows, unreadable } = await exportTexts('parquet', folder, ['{"id":1}', '{', '{"id":2}']);
    assert.deepEqual([rows, unreadable, (await readRows()).map(({ id }) => id)], [2, 1, ['1', '2']]);
  });
});
