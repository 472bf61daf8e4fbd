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

  it('a word that is only in a placeholder → no sentence', () => {
    const german = { 'Row {0} has 1 cell.': 'Zeile {0} hat 1 Zelle.', 'It is {0}.': 'Es ist {0}{1}.' };
    assert.deepEqual(translatedSentences('0 1 {0}', german), { '0': [], '1': ['Row {0} has 1 cell.'], '{0}': [] });
  });
});
