import assert from 'node:assert/strict';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import { asSentence, shownMessage } from '../../../../src/kapture/problem/problem.ts';

describe('shownMessage', () => {
  it('a documented message → does not begin with a comma', () => {
    const shown = Object.values(failures).map(({ message }) => shownMessage(message));
    assert.deepEqual(
      shown.filter((message) => /^[\s,]/.test(message)),
      [],
    );
    assert.ok(shown.includes('Both email and mobile number already exist. Please enter new details.'));
  });
});

describe('asSentence', () => {
  for (const [text, sentence] of [
    ['must start from 6 or above', 'must start from 6 or above.'],
    ['Please enter a new one. ', 'Please enter a new one.'],
    ['Is it right?', 'Is it right?'],
    ['and so on…', 'and so on…'],
    ['"Please enter a new one."', '"Please enter a new one."'],
    ['"Invalid Auth Key"', '"Invalid Auth Key".'],
    ['यह नंबर मौजूद है।', 'यह नंबर मौजूद है।'],
    ['Ungültig: „x.“', 'Ungültig: „x.“'],
    ['Erreur «\u00a0x.»', 'Erreur «\u00a0x.»'],
    ['Erreur «\u00a0x\u00a0»', 'Erreur «\u00a0x\u00a0».'],
    ['Errors:', 'Errors:'],
    ['Missing fields,', 'Missing fields.'],
    ['Phone; ', 'Phone.'],
    [',', ''],
    ['', ''],
  ] as const)
    it(`${JSON.stringify(text)} → one punctuation mark at its end`, () => assert.equal(asSentence(text), sentence));
});
