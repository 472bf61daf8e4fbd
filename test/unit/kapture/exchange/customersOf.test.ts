import assert from 'node:assert/strict';
import { type Exchange, customersOf } from '../../../../src/kapture/exchange/exchange.ts';

describe('customersOf', () => {
  it('records without an id → omitted', () => {
    const text = '{"message": [{"id": 1}, {"name": "x"}, {"id": 2}]}';
    const records = [
      [13, 22],
      [24, 37],
      [39, 48],
    ].map(([start = 0, end = 0]) => ({ start, end }));
    const exchange = { timeZone: 'UTC', response: { text, reading: { records } } } as unknown as Exchange;
    assert.deepEqual(
      customersOf(exchange).map(({ id }) => id),
      ['1', '2'],
    );
  });
});
