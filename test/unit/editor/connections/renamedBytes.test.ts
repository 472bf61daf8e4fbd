import assert from 'node:assert/strict';
import { renamedBytes } from '../../../../src/editor/connections/renamedBytes.ts';

const path = '/a.kapture-get.json';
const pinned = (name: string): string => `// @connection ${name}\r\n{"name": "Müller"} // \uFFFD`;

describe('renamedBytes', () => {
  for (const [what, encoding, name] of [
    ['UTF-8', 'utf8', 'Åkme'],
    ['an encoding that extends ASCII', 'latin1', 'Acme India'],
  ] as const) {
    it(`${what} → every byte but the name stays`, () => {
      assert.deepEqual(
        renamedBytes(path, Buffer.from(pinned('Acme'), encoding), 'Acme', name),
        Buffer.from(pinned(name), encoding),
      );
    });
  }

  it('UTF-8 with a byte order mark → stays', () => {
    const bytes = Buffer.from(`\uFEFF${pinned('Acme')}`);
    assert.deepEqual(renamedBytes(path, bytes, 'Acme', 'B'), Buffer.from(`\uFEFF${pinned('B')}`));
  });

  it('the key of an environment file in another encoding → changed', () => {
    const text = (name: string): Buffer => Buffer.from(`{"connections": {"${name}": {"city": "Köln"}}}`, 'latin1');
    assert.deepEqual(renamedBytes('/kapture.env.json', text('Acme'), 'Acme', 'B'), text('B'));
  });

  it('another encoding and a name outside ASCII → refused', () => {
    assert.throws(() => renamedBytes(path, Buffer.from(pinned('Acme'), 'latin1'), 'Acme', 'Åkme'));
  });

  for (const [what, bytes] of [
    ['another connection', Buffer.from(pinned('Other'))],
    ['UTF-16', Buffer.from(pinned('Acme'), 'utf16le')],
  ] as const) {
    it(`${what} → not changed`, () => {
      assert.equal(renamedBytes(path, bytes, 'Acme', 'B'), undefined);
    });
  }
});
