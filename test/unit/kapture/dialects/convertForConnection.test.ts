import assert from 'node:assert/strict';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';
import { convertForConnection, type ActChange } from '../../../../src/kapture/dialects/convertForConnection.ts';

function connection(facts: object): Connection {
  const { connection: read } = readConnection({ name: 'Acme', baseUrl: 'https://acme.kapturecrm.com', ...facts });
  assert.ok(read);
  return read;
}

const heading = (to: string): string => `No place in ${to}:`;

const note = ({ before, after }: ActChange): string => `${before.operation} → ${after.operation}`;

describe('convertForConnection', () => {
  it('a flat Pull for a nested connection → its fields and its tenant ID, and what is lost', () => {
    const converted = convertForConnection(
      '[{"start_date": "2021-03-14 08:00:00", "end_date": "2021-03-15", "color": "red"}]',
      'pull',
      connection({ dialect: 'nested', cmId: '2469' }),
      heading,
      note,
    );
    assert.ok(converted);
    assert.equal(converted.to, 'nested');
    assert.deepEqual(converted.unplaced, ['start_date', 'end_date', 'color']);
    assert.match(converted.text, /^\/\/ No place in nested:\n/);
    assert.match(converted.text, /"cm_id": "2469"/);
  });

  it('a flat Update whose ID is a variable → nested, as with the ID', () => {
    for (const id of ['61371820', '{{$last.add.kapture_customer_id}}']) {
      const text = JSON.stringify({ kapture_customer_id: id, city: 'Pune' });
      const converted = convertForConnection(text, 'update', connection({ dialect: 'nested' }), heading, note);
      assert.deepEqual(JSON.parse(converted?.text ?? 'null'), { customer_info: { customer_id: id, city: 'Pune' } });
    }
  });

  for (const [title, text, dialect, expected] of [
    [
      'an array Add with a code → nested',
      '[{"customer_code": "C-7", "name": "Asha", "email": "a@b.in"}]',
      'nested',
      'add-or-update → add',
    ],
    [
      'an array Add with a code → flat',
      '[{"customer_code": "C-7", "name": "Asha", "email": "a@b.in"}]',
      'flat',
      'add-or-update → add',
    ],
    [
      'a flat Add with an ID → array',
      '{"customer_name": "Asha", "kapture_customer_id": "61371820", "email_id": "a@b.in"}',
      'array',
      'update → add',
    ],
    ['a flat Add → nested', '{"customer_name": "Asha", "phone": "98"}', 'nested', undefined],
    [
      'a flat Add with an ID → nested',
      '{"customer_name": "Asha", "kapture_customer_id": "61371820"}',
      'nested',
      undefined,
    ],
  ] as const)
    it(`${title} → ${expected ?? 'nothing'} is said about what it does`, () => {
      const converted = convertForConnection(text, 'add', connection({ dialect }), heading, note);
      assert.ok(converted);
      assert.equal(converted.actChange && note(converted.actChange), expected);
      assert.equal(converted.text.startsWith(`// ${expected}\n`), expected !== undefined);
    });

  const unchanged: readonly [title: string, text: string, facts: object][] = [
    ['the dialect of the connection', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]', {}],
    ['an operation with one form', '{"ticket_ids": "1"}', { dialect: 'nested' }],
    ['not JSON', '{"start_date"', { dialect: 'nested' }],
  ];
  for (const [title, text, facts] of unchanged)
    it(`${title} → not converted`, () => {
      const operation = text.includes('ticket') ? 'get-ticket' : 'pull';
      assert.equal(convertForConnection(text, operation, connection(facts), heading, note), undefined);
    });
});
