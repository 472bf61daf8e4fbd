import assert from 'node:assert/strict';
import { renameInBytes } from '../../../../../src/editor/connections/renames/renameInBytes.ts';

const path = '/a.kapture-get.json';
const pinned = (name: string): string => `// @connection ${name}\r\n{"name": "Müller"} // \uFFFD`;

describe('renameInBytes', () => {
  for (const [what, encoding, name] of [
    ['UTF-8', 'utf8', 'Åkme'],
    ['an encoding that extends ASCII', 'latin1', 'Acme India'],
  ] as const) {
    it(`${what} → only the bytes of the name change`, () => {
      assert.deepEqual(
        renameInBytes(path, Buffer.from(pinned('Acme'), encoding), 'Acme', name),
        Buffer.from(pinned(name), encoding),
      );
    });
  }

  it('UTF-8 with a byte order mark → the mark stays', () => {
    const bytes = Buffer.from(`\uFEFF${pinned('Acme')}`);
    assert.deepEqual(renameInBytes(path, bytes, 'Acme', 'B'), Buffer.from(`\uFEFF${pinned('B')}`));
  });

  it('an environment file in another encoding → the connection key changes', () => {
    const text = (name: string): Buffer => Buffer.from(`{"connections": {"${name}": {"city": "Köln"}}}`, 'latin1');
    assert.deepEqual(renameInBytes('/kapture.env.json', text('Acme'), 'Acme', 'B'), text('B'));
  });

  it('another encoding and a non-ASCII name → throws', () => {
    assert.throws(() => renameInBytes(path, Buffer.from(pinned('Acme'), 'latin1'), 'Acme', 'Åkme'));
  });

  for (const [what, bytes] of [
    ['another connection', Buffer.from(pinned('Other'))],
    ['UTF-16', Buffer.from(pinned('Acme'), 'utf16le')],
  ] as const) {
    it(`${what} → undefined`, () => {
      assert.equal(renameInBytes(path, bytes, 'Acme', 'B'), undefined);
    });
  }
});
