import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaselineFiles, type Baseline } from '../../../../src/kapture/compare/baselineFiles.ts';

const acme = 'https://acme.kapturecrm.com';
const other = 'https://other.kapturecrm.com';

function baseline(request: string, tenant = acme): Baseline {
  return { tenant, request, operation: 'get', sentAt: 1, text: `{"request": "${request}"}` };
}

describe('baselines', () => {
  let root = '';
  let folder = '';
  let files: BaselineFiles;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kapture-baselines-'));
    folder = join(root, 'baselines');
    files = new BaselineFiles(folder);
  });
  afterEach(() => rm(root, { recursive: true }));

  const requests = async (tenant = acme, ...wanted: string[]): Promise<string[]> => {
    const found = await Promise.all(wanted.map((request) => files.get({ tenant, request })));
    return found.flatMap((one) => one?.request ?? []);
  };
  const jsonFiles = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));

  it('set → get returns it, for its tenant and request only', async () => {
    await files.set(baseline('file:///a'));
    assert.deepEqual(await files.get({ tenant: acme, request: 'file:///a' }), baseline('file:///a'));
    assert.equal(await files.get({ tenant: other, request: 'file:///a' }), undefined);
    assert.equal(await files.get({ tenant: acme, request: 'file:///b' }), undefined);
  });

  it('set again → replaces it, and leaves no other file', async () => {
    await files.set(baseline('file:///a'));
    await files.set({ ...baseline('file:///a'), text: '{}' });
    assert.equal((await files.get({ tenant: acme, request: 'file:///a' }))?.text, '{}');
    assert.equal((await readdir(folder, { recursive: true })).length, 2);
  });

  it('set twice at once → one of the two, and no other file', async () => {
    await Promise.all(['{"a":1}', '{"b":1}'].map((text) => files.set({ ...baseline('file:///a'), text })));
    assert.match((await files.get({ tenant: acme, request: 'file:///a' }))?.text ?? '', /^\{"[ab]":1\}$/);
    assert.equal((await readdir(folder, { recursive: true })).length, 2);
  });

  it('a stored baseline → only its owner can read it', async function () {
    if (process.platform === 'win32') return this.skip();
    await files.set(baseline('file:///a'));
    const [file] = await jsonFiles();
    assert.equal((await stat(join(folder, file!))).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('a damaged file → no baseline, and the others stay', async () => {
    await files.set(baseline('file:///a'));
    for (const text of ['', '{', '{"tenant": 1}']) {
      await writeFile(join(folder, (await jsonFiles())[0]!), text);
      assert.equal(await files.get({ tenant: acme, request: 'file:///a' }), undefined);
      assert.equal(await files.count(), 0);
    }
    await files.set(baseline('file:///b'));
    assert.equal(await files.count(), 1);
  });

  it('rename of a file or a folder → follows it, for all tenants', async () => {
    for (const tenant of [acme, other]) await files.set(baseline('file:///x/a', tenant));
    await files.set(baseline('file:///x/sub/b'));
    await files.set(baseline('file:///xy'));
    await files.rename('file:///x/a', 'file:///x/c');
    await files.rename('file:///x', 'file:///z');
    assert.deepEqual(await requests(acme, 'file:///z/c', 'file:///z/sub/b', 'file:///xy'), [
      'file:///z/c',
      'file:///z/sub/b',
      'file:///xy',
    ]);
    assert.deepEqual(await requests(other, 'file:///z/c'), ['file:///z/c']);
    assert.equal(await files.count(), 4);
  });

  it('clear → removes those of a tenant, or all', async () => {
    for (const tenant of [acme, other]) await files.set(baseline('file:///a', tenant));
    await files.set(baseline('file:///b'));
    assert.deepEqual([await files.count(acme), await files.count(other), await files.count()], [2, 1, 3]);
    await files.clear(acme);
    assert.deepEqual([await files.count(acme), await files.count(other)], [0, 1]);
    await files.clear();
    assert.equal(await files.count(), 0);
  });

  it('nothing stored → nothing to find, to rename or to remove', async () => {
    await files.rename('file:///a', 'file:///b');
    await files.remove({ tenant: acme, request: 'file:///a' });
    await files.clear();
    assert.equal(await files.get({ tenant: acme, request: 'file:///a' }), undefined);
    assert.equal(await files.count(), 0);
  });
});
