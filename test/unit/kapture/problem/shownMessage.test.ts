import assert from 'node:assert/strict';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import { shownMessage } from '../../../../src/kapture/problem/shownMessage.ts';

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
