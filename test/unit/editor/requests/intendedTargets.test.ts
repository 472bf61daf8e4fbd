import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  intendedTarget,
  otherTarget,
  type IntendedTarget,
} from '../../../../src/editor/shared/sending/intendedTarget.ts';
import { IntendedTargets } from '../../../../src/editor/requests/intendedTargets.ts';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';

function connection(entry: object): Connection {
  const { connection: read } = readConnection({ name: 'A', baseUrl: 'https://a.example.com', ...entry });
  assert.ok(read);
  return read;
}

describe('the intended target of a request', () => {
  const intended = intendedTarget(connection({}), undefined);
  for (const [what, entry, isOther] of [
    ['the same connection', {}, false],
    ['the same connection with another name', { name: 'B' }, false],
    ['the same connection with another role', { role: 'sandbox' }, false],
    ['another path for another operation', { paths: { get: '/x' } }, false],
    ['another tenant', { baseUrl: 'https://b.example.com' }, true],
    ['another port', { baseUrl: 'https://a.example.com:444' }, true],
    ['another base path', { baseUrl: 'https://a.example.com/v2' }, true],
    ['another path', { paths: { update: '/x' } }, true],
  ] as const) {
    it(`${what} → ${isOther ? 'another target' : 'the same target'}`, () =>
      assert.equal(otherTarget([intended], connection(entry), 'update'), isOther ? intended : undefined));
  }

  it('a sandbox on another port → the same target', () => {
    const sandbox = { ...connection({ baseUrl: 'http://127.0.0.1:1' }), tenant: 'sandbox:1' };
    const later = { ...sandbox, baseUrl: 'http://127.0.0.1:2' };
    assert.equal(otherTarget([intendedTarget(sandbox, undefined)], later, 'add'), undefined);
  });
});

describe('the intended targets of a window', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kapture-targets-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const [a, b] = ['https://a.example.com', 'https://b.example.com'].map((baseUrl) =>
    intendedTarget(connection({ baseUrl }), undefined),
  ) as [IntendedTarget, IntendedTarget];
  const running = (): IntendedTargets => new IntendedTargets(folder, () => true);
  /** A window that opens when no other session runs. */
  const afterAllEnded = (most?: number): IntendedTargets => new IntendedTargets(folder, () => false, most);

  it('a reload → the target is still known', async () => {
    await running().set('x', [a]);
    assert.deepEqual(await afterAllEnded().get('x'), [a]);
  });

  it('a reload, and a disk that is full → the target is still known, also after the next reload', async () => {
    await running().set('x', [a]);
    const away = `${folder}-away`;
    const onFullDisk = new IntendedTargets(folder, () => {
      // From now on nothing can be written.
      renameSync(folder, away);
      writeFileSync(folder, '');
      return false;
    });
    assert.deepEqual(await onFullDisk.get('x'), [a]);
    rmSync(folder);
    renameSync(away, folder);
    assert.deepEqual(await afterAllEnded().get('x'), [a]);
  });

  it('a reload while another window has another target for the document → both targets', async () => {
    const [one, other] = [running(), running()];
    await one.set('x', [a]);
    await other.set('x', [b]);
    assert.deepEqual(new Set(await running().get('x')), new Set([a, b]));
    assert.deepEqual(await one.get('x'), [a], 'a running window keeps its own target');
  });

  it('a target set after a reload → is known after the next one, and one file is left', async () => {
    await running().set('x', [a]);
    const second = afterAllEnded();
    assert.deepEqual(await second.get('x'), [a]);
    await second.set('x', [b]);
    assert.deepEqual(await afterAllEnded().get('x'), [b]);
    assert.equal((await readdir(folder)).length, 1);
  });

  it('a target taken over but not opened again → is still known after the next reload', async () => {
    await running().set('x', [a]);
    const second = afterAllEnded();
    await second.set('y', [b]);
    assert.deepEqual(await afterAllEnded().get('x'), [a]);
  });

  it('a closed document → its target is removed', async () => {
    const one = running();
    await one.set('x', [a]);
    await one.delete('x');
    assert.deepEqual(await afterAllEnded().get('x'), []);
  });

  it('a renamed file or folder → the same targets under the new URI', async () => {
    const one = running();
    await one.set('file:/a/x', [a]);
    await one.set('file:/a/b/y', [b]);
    await one.copy('file:/a/x', 'file:/a/z');
    await one.copy('file:/a/b', 'file:/c');
    assert.deepEqual([await one.get('file:/a/z'), await one.get('file:/c/y')], [[a], [b]]);
  });

  it('more documents than the limit → only the latest are stored', async () => {
    const one = afterAllEnded(3);
    for (let index = 0; index < 10; index++) await one.set(`x${index}`, [a]);
    const known = await Promise.all(Array.from({ length: 10 }, (_, index) => one.get(`x${index}`)));
    assert.deepEqual(
      known.map(({ length }) => length),
      [0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
    );
  });

  it('a folder that cannot be written → the window still knows its own targets', async () => {
    const one = new IntendedTargets(path.join(folder, '\0'), () => true);
    await assert.rejects(one.set('x', [a]));
    assert.deepEqual(await one.get('x'), [a]);
  });
});
