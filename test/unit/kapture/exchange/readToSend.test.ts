import assert from 'node:assert/strict';
import { readToSend } from '../../../../src/kapture/exchange/readToSend.ts';

describe('readToSend', () => {
  const lookup = (name: string): string | undefined => (name === 'city' ? 'Pune' : undefined);

  it('a variable that is not closed → a problem with its name and place, after other problems', () => {
    const text = '{"city": "{{city", "zone": "{{nowhere}}"}';
    assert.equal(readToSend({ shape: 'object' }, text, lookup).problem?.detail, 'nowhere');
    assert.deepEqual(readToSend({ shape: 'object' }, text.replace('{{nowhere}}', '{{city}}'), lookup).problem, {
      reason: 'unclosed-variable',
      offset: 10,
      length: 6,
      detail: 'city',
    });
  });

  it('closed variables, and braces that are escaped → the body', () => {
    const text = '{"city": "{{city}}", "zone": "\\u007b{city"}';
    assert.equal(readToSend({ shape: 'object' }, text, lookup).body, '{"city":"Pune","zone":"\\u007b{city"}');
  });
});
