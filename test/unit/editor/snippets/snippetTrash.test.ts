import assert from 'node:assert/strict';
import fs, { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { SnippetTrash } from '../../../../src/editor/snippets/snippetTrash.ts';

describe('SnippetTrash', () => {
  let storage: string;
  let snippets: string;
  let trash: SnippetTrash;

  beforeEach(async () => {
    storage = await mkdtemp(path.join(tmpdir(), 'kapture-trash-'));
    snippets = path.join(storage, 'snippets');
    await mkdir(snippets);
    trash = new SnippetTrash(storage);
  });
  afterEach(() => rm(storage, { recursive: true }));

  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(snippets, `${name}.kapture-add.json`);
    await writeFile(file, text);
    return file;
  };
  const textsIn = async (folder: string): Promise<Record<string, string>> => {
    const names = (await readdir(folder)).sort();
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
    );
  };

  it('a deleted and restored snippet → the same file', async () => {
    const snippet = await trash.add(await write('asha', 'one'));
    assert.deepEqual(await readdir(snippets), []);
    assert.deepEqual(await trash.list(), [snippet]);
    assert.equal(await trash.restore(snippet, snippets), path.join(snippets, 'asha.kapture-add.json'));
    assert.deepEqual(await textsIn(snippets), { 'asha.kapture-add.json': 'one' });
    assert.deepEqual(await readdir(path.join(storage, 'snippets-trash')), []);
  });

  it('the window closes while a snippet is restored → the trash still has an independent copy', async () => {
    const snippet = await trash.add(await write('asha', 'one'));
    const ended = mock.method(fs, 'unlink', () => Promise.reject(new Error('ended')));
    syncBuiltinESMExports();
    try {
      await assert.rejects(trash.restore(snippet, snippets), /ended/);
    } finally {
      ended.mock.restore();
      syncBuiltinESMExports();
    }
    await writeFile(path.join(snippets, 'asha.kapture-add.json'), 'changed');
    const [left] = await trash.list();
    assert.deepEqual(await textsIn(path.join(storage, 'snippets-trash', left!.id)), { 'asha.kapture-add.json': 'one' });
  });

  it('several snippets with one name → all are in the trash, and restored with numbers', async () => {
    for (const text of ['one', 'two', 'three']) await trash.add(await write('asha', text));
    const all = await trash.list();
    assert.equal(all.length, 3);
    for (const snippet of all.toReversed()) await trash.restore(snippet, snippets);
    assert.deepEqual(Object.values(await textsIn(snippets)).sort(), ['one', 'three', 'two']);
    assert.deepEqual((await readdir(snippets)).sort(), [
      'asha 2.kapture-add.json',
      'asha 3.kapture-add.json',
      'asha.kapture-add.json',
    ]);
  });

  it('two windows restore and delete at the same time → each file exists once, and none is lost', async () => {
    const other = new SnippetTrash(storage);
    for (let at = 0; at < 20; at++) await trash.add(await write('asha', String(at)));
    const all = await trash.list();
    const restored = await Promise.all([
      ...all.map((snippet) => trash.restore(snippet, snippets)),
      ...all.map((snippet) => other.restore(snippet, snippets)),
    ]);
    assert.equal(restored.filter(Boolean).length, 20);
    const texts = Object.values(await textsIn(snippets)).sort((one, two) => Number(one) - Number(two));
    assert.deepEqual(
      texts,
      Array.from({ length: 20 }, (_, at) => String(at)),
    );
    const file = path.join(snippets, 'asha.kapture-add.json');
    const put = await Promise.allSettled([trash.add(file), other.add(file)]);
    assert.deepEqual(put.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await trash.list()).length, 1);
    assert.equal((await readdir(path.join(storage, 'snippets-trash'))).length, 1);
  });

  it('emptied → deletes the listed snippets, but no later ones and no other files', async () => {
    await trash.add(await write('asha', 'one'));
    const listed = await trash.list();
    const later = await trash.add(await write('bala', 'two'));
    const folder = path.join(storage, 'snippets-trash');
    await writeFile(path.join(folder, 'mine.kapture-add.json'), 'mine');
    await mkdir(path.join(folder, 'mine'));
    await writeFile(path.join(folder, 'mine', 'too.kapture-add.json'), 'mine');
    await writeFile(path.join(folder, listed[0]!.id, 'notes.txt'), 'mine');
    assert.equal(await trash.remove(listed), 1);
    assert.equal(await trash.remove(listed), 0);
    assert.deepEqual(await trash.list(), [later]);
    const left = (await readdir(folder, { recursive: true })).map((file) => path.basename(file)).sort();
    for (const name of ['mine.kapture-add.json', 'too.kapture-add.json', 'notes.txt', 'bala.kapture-add.json'])
      assert.ok(left.includes(name), name);
    assert.ok(!left.includes('asha.kapture-add.json'));
  });

  it('no trash folder → an empty list', async () => {
    assert.deepEqual(await trash.list(), []);
  });
});
