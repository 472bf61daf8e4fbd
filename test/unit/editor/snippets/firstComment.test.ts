import assert from 'node:assert/strict';
import { firstComment } from '../../../../src/editor/snippets/firstComment.ts';

describe('the leading comment of a request', () => {
  for (const [text, comment] of [
    ['// Adds Asha.\n// And more.\n{}', 'Adds Asha.'],
    ['\n\n  //Adds Asha.\r\n{}', 'Adds Asha.'],
    ['/* Adds Asha.\n * And more.\n */\n{}', 'Adds Asha.'],
    ['/**\n * Adds Asha.\n */{}', 'Adds Asha.'],
    ['{ // inside\n}', undefined],
    ['//\n{}', undefined],
    ['/* never ends', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} → ${comment ?? 'none'}`, () => assert.equal(firstComment(text), comment));
  }
});
