import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { dialectExamples, examples } from '../../../../src/kapture/catalogue/examples.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { examplesFor } from '../../../../src/kapture/dialects/convertForConnection.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';

const shown = (dialect: Dialect, dialects = {}): string[] =>
  examplesFor({ dialect, dialects })
    .filter(({ operation }) => operations[operation].module === 'customer')
    .map((example) => `${example.operation} ${example.dialect}`);

describe('examplesFor', () => {
  it('no connection, or a flat one → the flat examples', () => {
    assert.deepEqual(examplesFor(undefined), examples);
    assert.deepEqual(examplesFor({ dialect: 'flat', dialects: {} }), examples);
  });
  it('a nested connection → its published samples, and those of operations with one form', () =>
    assert.deepEqual(new Set(shown('nested')), new Set(['add nested', 'update nested', 'pull nested', 'get flat'])));
  it('an array connection → no Update, whose array form is not published', () =>
    assert.deepEqual(
      [...new Set(shown('array'))].filter((example) => /add|update/.test(example)),
      ['add array'],
    ));
  it('an operation with its own dialect → its sample', () =>
    assert.ok(shown('flat', { add: 'object-2016' }).includes('add object-2016')));
  for (const { operation, dialect, text } of dialectExamples)
    it(`the sample of ${operation} in ${dialect} → a valid request in its form`, () => {
      const form = formOf(operation, dialect);
      const { fields } = readRequest(form, text) as { fields: unknown };
      assert.equal(Check(form.request() as object, fields), true);
    });
});
