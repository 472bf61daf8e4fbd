import assert from 'node:assert/strict';
import { placeOfValue } from '../../../../src/editor/responseValues/placeOfValue.ts';

/** Writes `$` at the place of the value, with the cursor at `|`. */
function written(text: string): string | undefined {
  const offset = text.indexOf('|');
  const request = text.replace('|', '');
  const place = placeOfValue(request, offset);
  return place && `${request.slice(0, place.offset)}$${request.slice(place.offset + place.length)}`;
}

describe('placeOfValue', () => {
  for (const [text, expected] of [
    ['{"id": "1|2", "name": ""}', '{"id": $, "name": ""}'],
    ['{"id": "12", "name": ""|}', '{"id": "12", "name": $}'],
    ['{"id": |12}', '{"id": $}'],
    ['{"i|d": true}', '{"id": $}'],
    ['{"id":|  null}', '{"id":  $}'],
    ['[1, |2]', '[1, $]'],
    ['{"id": |}', '{"id": $}'],
    ['{"id": |, "name": ""}', '{"id": $, "name": ""}'],
    ['|{"id": "12"}', undefined],
    ['{"id": "12"}\n|', undefined],
    ['{"id": "12",|\n"name": ""}', undefined],
    ['{|}', undefined],
    ['{"body|": {"id": 1}}', undefined],
    ['|', undefined],
  ] as const)
    it(`${JSON.stringify(text)} → ${expected ?? 'none'}`, () => assert.equal(written(text), expected));
});
