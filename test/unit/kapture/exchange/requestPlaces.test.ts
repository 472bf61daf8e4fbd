import assert from 'node:assert/strict';
import { RequestPlaces, type Place } from '../../../../src/kapture/exchange/requestPlaces.ts';

type Path = readonly (string | number)[];

function textAt(text: string, place: Place | undefined): string | undefined {
  return place && text.slice(place.offset, place.offset + place.length);
}

const nested =
  '[{"customer_info": {"phone": "1", /* c */ "phone": "2"}, "contact_info": [{"gender": "M"}, {"gender": "F"}]}]';

describe('RequestPlaces', () => {
  for (const [text, path, name, value] of [
    ['{"phone": "12"}', ['phone'], '"phone"', '"12"'],
    [nested, ['customer_info', 'phone'], '"phone"', '"2"'],
    [nested, ['contact_info', 0, 'gender'], '"gender"', '"M"'],
    [nested, ['contact_info', 1, 'gender'], '"gender"', '"F"'],
    [nested, ['contact_info', 2, 'gender'], undefined, undefined],
    [nested, ['contact_info', 'gender'], undefined, undefined],
    [nested, ['customer_info', 0, 'phone'], undefined, undefined],
    [nested, ['phone'], undefined, undefined],
    [nested, [], undefined, undefined],
    ['{"a": {"phone": ', ['a', 'phone'], undefined, undefined],
    ['', ['phone'], undefined, undefined],
    ['[]', ['phone'], undefined, undefined],
  ] as readonly (readonly [string, Path, string | undefined, string | undefined])[])
    it(`${path.join('.') || 'no path'} in ${text} → ${value ?? 'undefined'}`, () => {
      const places = new RequestPlaces(text);
      assert.equal(textAt(text, places.nameOf(path)), name);
      assert.equal(textAt(text, places.valueOf(path)), value);
    });

  it('the objects of a body → their paths and names', () =>
    assert.deepEqual(
      new RequestPlaces(nested).objects().map(({ path, names }) => [path.join('.'), [...names.keys()]]),
      [
        ['', ['customer_info', 'contact_info']],
        ['customer_info', ['phone']],
        ['contact_info.0', ['gender']],
        ['contact_info.1', ['gender']],
      ],
    ));
  it('20,000 fields → the place of each, in time', () => {
    const text = `{${Array.from({ length: 20_000 }, (_, index) => `"f${index}":"${index}"`).join(',')}}`;
    const places = new RequestPlaces(text);
    for (let index = 0; index < 20_000; index++)
      assert.equal(textAt(text, places.valueOf([`f${index}`])), `"${index}"`);
  });
  it('thousands of levels → no places', () => {
    const text = '{"a": '.repeat(20_000) + '1' + '}'.repeat(20_000);
    assert.deepEqual(new RequestPlaces(text).objects(), []);
  });
});
