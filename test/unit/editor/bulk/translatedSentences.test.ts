import assert from 'node:assert/strict';
import { translatedSentences } from '../../../../src/editor/bulk/translatedSentences.ts';

describe('translatedSentences', () => {
  it('words of the language shown → the sentences whose translations contain them, in any case', () => {
    const german = { 'No customer has this ID.': 'Kein Kunde hat diese ID.', 'It is masked.': 'Es ist maskiert.' };
    assert.deepEqual(translatedSentences('KUNDE  ist', german), {
      kunde: ['No customer has this ID.'],
      ist: ['It is masked.'],
    });
    assert.deepEqual(translatedSentences('customer', undefined), { customer: [] });
  });
});
