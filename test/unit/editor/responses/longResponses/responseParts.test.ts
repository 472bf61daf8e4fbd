import assert from 'node:assert/strict';
import type { LongExchange } from '../../../../../src/kapture/exchange/exchange.ts';
import { LongResponse } from '../../../../../src/kapture/responses/longResponse.ts';
import { partsOf, partText } from '../../../../../src/editor/responses/longResponses/responseParts.ts';

/** The response of a Pull with records of these lengths. */
function exchangeWith(lengths: readonly number[], tail = ''): LongExchange {
  const records = lengths.map((length, index) => `{"id":${index + 1},"remarks":"${'x'.repeat(length)}"}`);
  return exchangeOf(`{"message":[${records.join(',\n')}],"status":"success"${tail}}`);
}

function exchangeOf(text: string): LongExchange {
  const response = new LongResponse('pull', undefined, (unchanged) => unchanged);
  response.push(Buffer.from(text));
  return { response: response.end(200) } as LongExchange;
}

function many(count: number, length: number): number[] {
  return Array.from({ length: count }, () => length);
}

describe('the parts of a long response', () => {
  const cases: Readonly<Record<string, LongExchange>> = {
    'short records': exchangeWith(many(600, 1000)),
    'one long record': exchangeWith([2_000_000]),
    'a long record first': exchangeWith([2_000_000, ...many(300, 1000)]),
    'a long record in between': exchangeWith([...many(300, 1000), 2_000_000, ...many(300, 1000)]),
    'a long record last': exchangeWith([...many(300, 1000), 2_000_000]),
    'only long records': exchangeWith([2_000_000, 1_000_000]),
    'a long tail': exchangeWith(many(300, 1000), `,"debug":"${'y'.repeat(1_000_000)}"`),
    'no records, no line breaks': exchangeOf('z'.repeat(1_000_000)),
    'no records, lines': exchangeOf(`<p>${'line\n'.repeat(200_000)}`),
    'no records, three-byte characters': exchangeOf('आ'.repeat(400_000)),
  };
  for (const [title, exchange] of Object.entries(cases)) {
    const {
      text,
      reading: { records },
    } = exchange.response;
    it(`${title} → contiguous parts, none too long, each record complete in one part or split over parts without records`, () => {
      const parts = partsOf(exchange);
      assert.equal(parts.map(({ start, end }) => text.slice(start, end)).join(''), String(text));
      assert.ok(
        parts.every(({ start, end }) => end > start && end - start <= 700_000),
        parts.map(({ start, end }) => end - start).join(),
      );
      const contained = parts.flatMap(({ records: span, start, end }) =>
        Array.from({ length: span ? span.last - span.first + 1 : 0 }, (_, index) => ({
          record: records[span!.first + index]!,
          start,
          end,
        })),
      );
      assert.ok(contained.every(({ record, start, end }) => record.start >= start && record.end <= end));
      assert.deepEqual(
        contained.map(({ record }) => record),
        records.filter(({ start, end }) => end - start <= 480_000),
      );
    });
  }

  it('records after a long one → indented like all others', () => {
    const exchange = cases['a long record first']!;
    const index = partsOf(exchange).findIndex(({ records }) => records);
    assert.match(partText(exchange, index), /^ {2}\{\n {4}"id": 2,\n/);
  });
});
