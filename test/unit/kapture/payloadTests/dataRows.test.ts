import assert from 'node:assert/strict';
import { casesOfRows } from '../../../../src/kapture/payloadTests/dataRows.ts';
import { literalOf } from '../../../../src/kapture/variables/variables.ts';
import { caseOf } from './support.ts';

const raw = { name: 'gets {{$row.who}}', operation: 'get', body: { phone: '{{$row.phone}}' } };

/** The names of the cases for a file, each with the JSON of some values, or the problem. */
async function rowsOf(data: string, text: string, columns: readonly string[]): Promise<unknown[]> {
  const cases = await casesOfRows(caseOf({ ...raw, data }), (path) => {
    assert.equal(path, data);
    return Promise.resolve({ text });
  });
  return cases.map(({ name, row, problems }) => {
    const values = columns
      .map((column) => row?.valueOf(column))
      .map((value) => value !== undefined && literalOf(value));
    return row ? [name, ...values] : problems.map(({ message }) => message).join();
  });
}

describe('casesOfRows', () => {
  it('a CSV file → a case for each row, whose values are text', async () =>
    assert.deepEqual(await rowsOf('a/b.csv', 'who;phone\n"Asha; Rao";0987\n\nBala\n', ['who', 'phone', 'x']), [
      ['gets Asha; Rao [row 1]', '"Asha; Rao"', '"0987"', false],
      ['gets Bala [row 2]', '"Bala"', '""', false],
    ]));

  it('a JSON file → values with their types and all digits, also in objects', async () =>
    assert.deepEqual(
      await rowsOf(
        'a.json',
        '\ufeff[{"who": "Asha", "phone": 12345678901234567890, "at": {"city": "Pune"}}, {"who": null, "a.b": true}]',
        ['who', 'phone', 'at.city', 'a.b', 'at'],
      ),
      [
        ['gets Asha [row 1]', '"Asha"', '12345678901234567890', '"Pune"', false, false],
        ['gets null [row 2]', 'null', false, false, 'true', false],
      ],
    ));

  for (const [data, text, sentence] of [
    ['a.csv', '', 'The data file a.csv: The table has no rows.'],
    ['a.csv', 'who,x\nAsha,1,2', 'Row 1 of the data file a.csv: The row has 3 cells, but the header has 2.'],
    ['a.json', '[]', 'The data file a.json has no rows.'],
    ['a.json', '[', 'The data file a.json is not JSON.'],
    ['a.json', '[[]]', 'The data file a.json must be an array of objects, with one object per row.'],
    ['a.json', '{}', 'The data file a.json must be an array of objects, with one object per row.'],
  ] as const)
    it(`${data} with ${JSON.stringify(text)} → ${sentence}`, async () =>
      assert.deepEqual(await rowsOf(data, text, []), [sentence]));
});
