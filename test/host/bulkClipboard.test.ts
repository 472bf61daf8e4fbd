import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveFailures } from '../../src/editor/bulk/planFiles.ts';
import type { PlanPlace } from '../../src/editor/bulk/plans.ts';
import { mappingPathOf, readMappingFile } from '../../src/kapture/bulk/mappings/mappingFile.ts';
import { PlanDatabase } from '../../src/kapture/bulk/plans/planDatabase.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import { fixture, run, sandboxTenant } from './support/fixture.ts';
import { user } from './support/user.ts';

describe('a plan of cells from the clipboard', () => {
  let folder: string;
  let store: PlanDatabase;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-clipboard-'));
    await run('kapture.useSandbox');
    await vscode.env.clipboard.writeText('Name\tPhone\tEmail\nAsha\t9845000991\tasha(at)example.com\n');
    user.picks('Match customers by: Phone').picks('Email').picks('Create Plan');
    await run('kapture.importClipboard');
    store = PlanDatabase.open(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
  });
  afterEach(async () => {
    await vscode.env.clipboard.writeText('');
    store.removeTenant();
    store.close();
    await rm(folder, { recursive: true });
  });

  it('Save Rows to Correct → the mapping beside the file still finds customers by the key that the user chose', async () => {
    const { context, log } = fixture();
    const { connection } = readConnection({ name: 'Sandbox', baseUrl: 'http://127.0.0.1' });
    const targets = { connectionOf: () => connection };
    const place = { plans: { store }, context: { targets, log, state: context.globalState } };
    const [head] = store.plans(sandboxTenant());
    assert.equal(head?.identifier, 'email');
    const file = path.join(folder, 'left.csv');
    user.savesTo(vscode.Uri.file(file));
    await saveFailures(head, place as unknown as PlanPlace);
    assert.match(await readFile(file, 'utf8'), /asha\(at\)example\.com/);
    const { mapping } = readMappingFile(await readFile(mappingPathOf(file), 'utf8'));
    assert.deepEqual(mapping, {
      matchBy: 'email',
      columns: [
        { column: 'Name', field: 'customer_name' },
        { column: 'Phone', field: 'phone' },
        { column: 'Email', field: 'email_id' },
      ],
      constants: [],
    });
  });
});
