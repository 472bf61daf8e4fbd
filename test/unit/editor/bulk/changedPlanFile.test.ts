import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedPlanFile } from '../../../../src/editor/bulk/changedPlanFile.ts';

describe('changedPlanFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kapture-changed-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('the file of a plan → its name only if it can be read and has another content', async () => {
    const text = 'Name,City\nAsha,Goa\n';
    const path = join(folder, 'customers.csv');
    const file = { path, sha256: createHash('sha256').update(text).digest('hex') };
    await writeFile(path, text);
    assert.equal(await changedPlanFile({ file }), undefined);
    await writeFile(path, text.replace('Goa', 'Pune'));
    assert.equal(await changedPlanFile({ file }), 'customers.csv');
    await rm(path);
    assert.equal(await changedPlanFile({ file }), undefined);
    assert.equal(await changedPlanFile({ file: { ...file, path: folder } }), undefined);
    assert.equal(await changedPlanFile({}), undefined);
  });
});
