import assert from 'node:assert/strict';
import { Envelope } from '../../../../src/kapture/responses/envelope.ts';
import { redactor } from '../../../../src/kapture/redaction/redact.ts';
import { readAuthKey } from '../../../../src/kapture/connection/authKey.ts';

const key = readAuthKey('some user:a long password').key!;

/** The text that an envelope stores of a response. */
function storedText(text: string): string {
  const envelope = new Envelope('pull', redactor([key]));
  for (const byte of Buffer.from(text)) assert.equal(envelope.startsRecord(byte), false);
  return envelope.storedText();
}

describe('Envelope', () => {
  it('a long page that is not JSON, with the key across the cut → no four characters of the key', () => {
    for (const before of [(1 << 18) - 10, (1 << 18) - key.length - 1, (1 << 18) - 1030]) {
      const stored = storedText(`<${'-'.repeat(before - 1)}${key}${'-'.repeat(3000)}`);
      for (let at = 0; at + 4 <= key.length; at++)
        assert.ok(!stored.includes(key.slice(at, at + 4)), `${before}: ${key.slice(at, at + 4)}`);
    }
  });
});
