import assert from 'node:assert/strict';
import { readLongPull } from '../../../../src/kapture/pull/longReply.ts';
import { readReply } from '../../../../src/kapture/reply.ts';
import { sample } from '../sample.ts';

const record = (id: number, name: string): string => `{"id":${id},"name":"${name}","note":"one\ntwo ${'x'.repeat(500)}"}`;
const records = (name: string): string => Array.from({ length: 5000 }, (_, index) => record(index + 1, name)).join(', ');

describe('readLongPull', () => {
  const texts: Readonly<Record<string, string>> = {
    'plain letters': `{"message":[${records('Zoe')}],"status":"success"}`,
    'letters of two, three and four bytes': `{"message":[${records('Zoë आशा 𝒵')}],"status":"success"}`,
    'the status first, in other cases': `[{"STATUS":"Success","Message":[${records('Zoe')}]}]`,
    'cut off': `{"message":[${records('Zoë')},{"id":7`,
    'the published sample': sample('pull.response.txt'),
  };
  for (const [title, text] of Object.entries(texts)) {
    it(`${title} → what readReply reads`, () => {
      assert.deepEqual(readLongPull(200, Buffer.from(text), text), readReply('pull', 200, text));
    });
  }
  it('a text without records, however long → undefined', () => {
    const text = `{"message":"No customer between dates.${' '.repeat(2_000_000)}","status":"failed"}`;
    assert.equal(readLongPull(200, Buffer.from(text), text), undefined);
  });
  it('a text of another charset → undefined', () => {
    assert.equal(readLongPull(200, Buffer.from('{"message":[],"note":"Zo\xeb"}', 'latin1'), '{"message":[],"note":"Zoë, decoded"}'), undefined);
  });
});
