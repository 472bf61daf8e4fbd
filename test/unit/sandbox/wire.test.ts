import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readServerDate } from '../../../src/kapture/dates/calendar.ts';
import { readLoose } from '../../../src/kapture/json/looseJson.ts';
import { Double, jsonText, RawText } from '../../../src/sandbox/jsonText.ts';
import { getRecord, pullRecord } from '../../../src/sandbox/records.ts';
import { blankCustomer } from '../../../src/sandbox/storedCustomer.ts';
import { wireDate, wireDateParts } from '../../../src/sandbox/wireDate.ts';

describe('jsonText', () => {
  const values: readonly (readonly [value: unknown, text: string])[] = [
    [new Double(0), '0.0'],
    [new Double(-2), '-2.0'],
    [new Double(1.5), '1.5'],
    [0, '0'],
    [new RawText('a\nb\r\nc"\\n\t'), '"a\nb\\r\\nc\\"\\\\n\\t"'],
    ['a\nb', '"a\\nb"'],
    [{ b: [1, null, true], a: { c: new Double(0) } }, '{"b":[1,null,true],"a":{"c":0.0}}'],
    [[], '[]'],
    [{}, '{}'],
  ];
  for (const [value, text] of values) it(JSON.stringify(text), () => assert.equal(jsonText(value), text));

  it('plain values → the same as JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(jsonText(value), JSON.stringify(value));
      }),
    );
  });

  it('any RawText → the same text when read leniently', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\n', '\r', '"', '\\', 'n', 'अ') }), (text) => {
        assert.equal(readLoose(jsonText(new RawText(text))).value, text);
      }),
    );
  });
});

describe('wireDate', () => {
  const dates: readonly (readonly [moment: string, text: string])[] = [
    ['2021-03-14 14:21:11', 'Mar 14, 2021 2:21:11 PM'],
    ['2021-01-06 00:00:00', 'Jan 6, 2021 12:00:00 AM'],
    ['2021-12-31 12:00:59', 'Dec 31, 2021 12:00:59 PM'],
    ['2021-12-31 11:59:09', 'Dec 31, 2021 11:59:09 AM'],
  ];
  for (const [moment, text] of dates) {
    it(`${moment} → ${text}, and the same moment when read`, () => {
      assert.equal(wireDate(moment), text);
      assert.equal(readServerDate(text, 'Asia/Kolkata'), moment);
      assert.equal(readServerDate(wireDateParts(moment), 'Asia/Kolkata'), moment);
    });
  }

  for (const [millis, reference] of [
    [0, 'CUS_2021-03-01 00:00:00.000'],
    [499, 'CUS_2021-03-01 00:00:00.499'],
    [500, 'CUS_2021-02-28 23:59:59.500'],
  ] as const) {
    it(`midnight with ${millis} ms → ${reference}`, () => {
      assert.equal(pullRecord(blankCustomer(1, '2021-03-01 00:00:00', millis))['imageReferenceId'], reference);
    });
  }
});

describe('masked values of records', () => {
  const blank = blankCustomer(1, '2021-03-01 00:00:00', 0);
  const plain = {
    ...blank,
    phone: '6412345678',
    contacts: [{ ...blank.contacts[0], phone: '6412345678', email: 'asha@example.com' }] as const,
  };

  it('masked phone and email → masked in Pull and Get, with flags', () => {
    const masked = { ...plain, phoneMasked: true, emailMasked: true };
    for (const record of [pullRecord(masked), getRecord(masked)]) {
      const [contact] = record['contacts'] as Record<string, unknown>[];
      assert.deepEqual(
        [contact!['phone'], contact!['email'], contact!['isMobileMasked'], contact!['isEmailMasked']],
        ['64******78', 'a***@example.com', true, true],
      );
    }
    assert.equal(getRecord(masked)['companyPhone'], '64******78');
  });

  it('unmasked phone → unchanged, without flags', () => {
    const [contact] = getRecord(plain)['contacts'] as Record<string, unknown>[];
    assert.deepEqual([contact!['phone'], 'isMobileMasked' in contact!], ['6412345678', false]);
  });
});
