import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordScanner } from '../../../../src/kapture/records/recordScanner.ts';
import { readLoose, strictText } from '../../../../src/kapture/json/looseJson.ts';

const fields = ['id', 'name', 'contacts', 'a', ''];
const contactFields = ['id', 'phone'];

/** The texts of the values that the reader finds in a record; undefined if the reader rejects the record. */
function found(text: string, reader = new RecordScanner(fields, contactFields)): Record<string, string>[] | undefined {
  // The record is between other records, as in a batch.
  const bytes = Buffer.from(`[{"id":9},${text},"`);
  const [start, end] = [10, bytes.length - 2];
  if (!reader.read(bytes, start, end)) return undefined;
  const own = fields.flatMap((field, slot) =>
    reader.start(slot) ? [[field, reader.textIn(reader.start(slot), reader.end(slot))]] : [],
  );
  const contacts = Array.from({ length: reader.contacts }, (_, contact) =>
    Object.fromEntries(
      contactFields.flatMap((field, slot) =>
        reader.contactStart(contact, slot)
          ? [[field, reader.textIn(reader.contactStart(contact, slot), reader.contactEnd(contact, slot))]]
          : [],
      ),
    ),
  );
  return [Object.fromEntries(own), ...contacts] as Record<string, string>[];
}

/** The values that JSON.parse finds. */
function parsed(text: string): Record<string, unknown>[] | undefined {
  const { value } = readLoose(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const pick = (object: object, names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(
      names
        .filter((name) => Object.hasOwn(object, name))
        .map((name) => [name, (object as Record<string, unknown>)[name]]),
    );
  const contacts = (value as { contacts?: unknown }).contacts;
  return [
    pick(value, fields),
    ...(Array.isArray(contacts)
      ? contacts
          .filter((one): one is object => typeof one === 'object' && one !== null && !Array.isArray(one))
          .map((one) => pick(one, contactFields))
      : []),
  ];
}

function valuesOf(spans: Record<string, string>[] | undefined): unknown {
  return spans?.map((one) =>
    Object.fromEntries(Object.entries(one).map(([name, text]) => [name, readLoose(text).value])),
  );
}

/** JSON texts of objects with the wanted fields, duplicate keys, white space and escaped names. */
const key = fc.oneof(
  fc.constantFrom('"id"', '"name"', '"contacts"', '"a"', '""', '"n\\u0061me"', '"phone"', '"x"', '"é"'),
  fc.string().map((text) => JSON.stringify(text)),
);
const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n  ');
const scalar = fc.oneof(
  fc.constantFrom('true', 'false', 'null', '0', '-0', '0.0', '12345678901234567890', '-1.5e+10', '1E5', '""'),
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc.string().map((text) => JSON.stringify(text).replaceAll('\\n', '\n')),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const { object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), tie('array')),
  array: fc
    .tuple(space, fc.array(fc.tuple(tie('value'), space), { maxLength: 4 }))
    .map(([before, items]) => `[${before}${items.map(([item, after]) => item + after).join(',')}]`),
  object: fc
    .tuple(space, fc.array(fc.tuple(key, space, space, tie('value'), space), { maxLength: 6 }))
    .map(
      ([before, items]) =>
        `{${before}${items.map(([name, one, two, item, three]) => `${name}${one}:${two}${item}${three}`).join(`,${before}`)}}`,
    ),
}));

describe('RecordScanner', () => {
  it('any object → the values that JSON.parse finds', () =>
    fc.assert(
      fc.property(object, (text) => {
        assert.deepEqual(valuesOf(found(text)), parsed(text));
      }),
      { numRuns: 3000 },
    ));
  it('several records with different fields → each is read correctly', () => {
    const reader = new RecordScanner(fields, contactFields);
    fc.assert(
      fc.property(object, (text) => assert.deepEqual(valuesOf(found(text, reader)), parsed(text))),
      { numRuns: 3000 },
    );
  });
  it('a text with one change → accepted if and only if JSON.parse accepts it with strict strings', () =>
    fc.assert(
      fc.property(
        object,
        fc.nat(),
        fc.constantFrom(
          '',
          '"',
          '\\',
          ',',
          ':',
          '{',
          '}',
          '[',
          ']',
          '0',
          '.',
          'e',
          '-',
          'n',
          ' ',
          '\u0001',
          '\\u12',
          '\\\n',
          '\u00a0',
        ),
        fc.nat(2),
        (text, place, inserted, removed) => {
          const at = place % (text.length + 1);
          const changed = text.slice(0, at) + inserted + text.slice(at + removed);
          // The splitter decodes valid UTF-8 without a byte order mark.
          fc.pre(changed.isWellFormed() && !changed.startsWith('\uFEFF'));
          let isObject = false;
          try {
            const value: unknown = JSON.parse(strictText(changed));
            isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
          } catch {
            // JSON.parse rejects the text.
          }
          assert.equal(found(changed) !== undefined, isObject, JSON.stringify(changed));
        },
      ),
      { numRuns: 5000 },
    ));
  for (const text of [
    '{}',
    '{"":1}',
    '{"a":1}',
    '{"id":1,"id":2}',
    ' {"a" : [ ] } ',
    '{"contacts":[{"id":1},{"phone":"2"}],"contacts":[]}',
    '{"contacts":[{"id":1}],"contacts":null}',
    '{"contacts":[1,"x",[{"id":2}],{"id":3}]}',
  ]) {
    it(`${text} → the values that JSON.parse finds`, () => assert.deepEqual(valuesOf(found(text)), parsed(text)));
  }
  for (const text of [
    '',
    '{',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":+1}',
    '{"a":1e}',
    '{"a":tru}',
    '{"a":nul',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"',
    '[1]',
    '1',
    '{"a":1}}',
    "{'a':1}",
    '{"a":[1,]}',
    '{"a":{"b":1]}',
  ]) {
    it(`${text || 'nothing'} → rejected`, () => assert.equal(found(text), undefined));
  }
  it('deeply nested brackets → accepted if all of them are closed', () => {
    const nested = (depth: number, closed: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(closed)}}`;
    const texts = [nested(501, 501), nested(1_000_000, 1_000_000), nested(1_000_000, 999_999)];
    assert.deepEqual(
      texts.map((text) => found(text) !== undefined),
      [true, true, false],
    );
  });
  it('strict JSON on one line → isStrictLine', () => {
    const reader = new RecordScanner([], []);
    const isStrictLine = (text: string): boolean =>
      reader.read(Buffer.from(text), 0, Buffer.byteLength(text)) && reader.isStrictLine;
    assert.deepEqual(
      [
        '{"a":"x\\ny"}',
        '{ "a" :\t1}',
        '{"a":"\u2028"}',
        '{"a":"x\ny"}',
        '{"a":"\t"}',
        '{"a":"\\\n"}',
        '{\n"a":1}',
        '{"a":[\r1]}',
      ].map(isStrictLine),
      [true, true, true, false, false, false, false, false],
    );
  });
  for (const record of ['{"id":1,"Loyalty\ntier":"x"}', '{"contacts":[{"Loyalty\ttier":"x"}]}'])
    it(`${JSON.stringify(record)}, three times → never a strict line`, () => {
      const reader = new RecordScanner(['id'], []);
      const bytes = Buffer.from(record);
      assert.deepEqual(
        [1, 2, 3].map(() => [reader.read(bytes, 0, bytes.length), reader.isStrictLine]),
        Array(3).fill([true, false]),
      );
    });
});
