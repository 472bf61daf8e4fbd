import assert from 'node:assert/strict';
import { suggestedName } from '../../../../../src/editor/connections/forms/suggestedName.ts';
import { problemOfName } from '../../../../../src/kapture/connection/connection.ts';

describe('suggestedName', () => {
  for (const [address, name] of [
    ['https://acme.kapturecrm.com', 'acme'],
    ['http://127.0.0.1:8443', 'Local'],
    ['http://localhost:8443', 'Local'],
    ['http://[::1]:8443', 'Local'],
    ['https://10.0.0.5:8443', '10.0.0.5:8443'],
  ] as const)
    it(`${address} → ${name}`, () => {
      const suggested = suggestedName(new URL(address), 'Local');
      assert.equal(suggested, name);
      assert.equal(problemOfName(suggested), undefined);
    });

  it('loopback, Local is taken → host and port', () =>
    assert.equal(
      suggestedName(new URL('http://127.0.0.1:8443'), 'Local', (name) => name === 'Local'),
      '127.0.0.1:8443',
    ));
});
