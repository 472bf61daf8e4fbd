import assert from 'node:assert/strict';
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
  const meant = intendedTarget(connection({}), undefined);
  for (const [what, entry, isOther] of [
    ['the same connection', {}, false],
    ['the same under another name', { name: 'B' }, false],
    ['the same with another role', { role: 'sandbox' }, false],
    ['another path of another operation', { paths: { get: '/x' } }, false],
    ['another tenant', { baseUrl: 'https://b.example.com' }, true],
    ['another port', { baseUrl: 'https://a.example.com:444' }, true],
    ['another base path', { baseUrl: 'https://a.example.com/v2' }, true],
    ['another path', { paths: { update: '/x' } }, true],
  ] as const) {
    it(`${what} → ${isOther ? 'another' : 'no other'}`, () =>
      assert.equal(otherTarget([meant], connection(entry), 'update'), isOther ? meant : undefined));
  }

  it('a sandbox on another port → no other', () => {
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
  /** A window that starts when no other start runs. */
  const afterAll = (most?: number): IntendedTargets => new IntendedTargets(folder, () => false, most);

  it('a reload → the target is still known', async () => {
    await running().set('x', [a]);
    assert.deepEqual(await afterAll().of('x'), [a]);
  });

  it('a reload while another window runs, which meant the document for another target → both', async () => {
    const [one, other] = [running(), running()];
    await one.set('x', [a]);
    await other.set('x', [b]);
    assert.deepEqual(new Set(await running().of('x')), new Set([a, b]));
    assert.deepEqual(await one.of('x'), [a], 'a window keeps to its own');
  });

  it('a decision after a reload → holds for the next one, and leaves one file', async () => {
    await running().set('x', [a]);
    const second = afterAll();
    assert.deepEqual(await second.of('x'), [a]);
    await second.set('x', [b]);
    assert.deepEqual(await afterAll().of('x'), [b]);
    assert.equal((await readdir(folder)).length, 1);
  });

  it('what was taken over and not opened again → is still known after the next reload', async () => {
    await running().set('x', [a]);
    const second = afterAll();
    await second.set('y', [b]);
    assert.deepEqual(await afterAll().of('x'), [a]);
  });

  it('a document that is closed → is forgotten', async () => {
    const one = running();
    await one.set('x', [a]);
    await one.delete('x');
    assert.deepEqual(await afterAll().of('x'), []);
  });

  it('a renamed file or folder → the same targets under the new address', async () => {
    const one = running();
    await one.set('file:/a/x', [a]);
    await one.set('file:/a/b/y', [b]);
    await one.copy('file:/a/x', 'file:/a/z');
    await one.copy('file:/a/b', 'file:/c');
    assert.deepEqual([await one.of('file:/a/z'), await one.of('file:/c/y')], [[a], [b]]);
  });

  it('many documents → only so many are kept, the latest', async () => {
    const one = afterAll(3);
    for (let index = 0; index < 10; index++) await one.set(`x${index}`, [a]);
    const known = await Promise.all(Array.from({ length: 10 }, (_, index) => one.of(`x${index}`)));
    assert.deepEqual(
      known.map(({ length }) => length),
      [0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
    );
  });

  it('a folder that cannot be written → the window knows its own all the same', async () => {
    const one = new IntendedTargets(path.join(folder, '\0'), () => true);
    await assert.rejects(one.set('x', [a]));
    assert.deepEqual(await one.of('x'), [a]);
  });
});
