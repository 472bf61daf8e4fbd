import assert from 'node:assert/strict';
import { exactText, readExact, writtenValue } from '../../../../src/kapture/payloadTests/exactJson.ts';

describe('exactText', () => {
  for (const json of [
    '{"id":12345678901234567890,"text":"12345678901234567890"}',
    '[1e999,-1E400]',
    // The private character that marks numbers, in a response.
    '{"\uE0005":1,"text":"\uE0007"}',
    '{"\uE000\uE0005":"\uE000\uE0005","text":"\uE000"}',
    '["\uE000\\"x","a\\"\uE0005",12345678901234567890,"\uE00012345678901234567890"]',
  ])
    it(`${json} → unchanged`, () => {
      const { value } = readExact(json);
      assert.equal(exactText(value), json);
      assert.equal(exactText(value, 2), exactText(readExact(exactText(value, 2)).value, 2));
    });

  it('a value of it without marks → the same JSON', () => {
    const json = '{"id":12345678901234567890,"list":["12345678901234567890",1e999,"\uE0007",null,1.5]}';
    const value = writtenValue(readExact(json).value) as { readonly list: readonly unknown[] };
    assert.equal(JSON.stringify(value), json);
    assert.equal(value.list[0], '12345678901234567890');
  });

  it('an escaped private character → a string', () => {
    assert.equal(exactText(readExact('{"text":"\\ue0007"}').value), '{"text":"\uE0007"}');
  });
});
