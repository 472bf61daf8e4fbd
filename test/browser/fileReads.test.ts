import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { tabWrittenDown } from './backups.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const qwera = '65033646';

describe('a window that restores its editors', () => {
  let sandbox: Sandbox;
  let workbench: Workbench;

  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-reads-')), 'reads');
    await mkdir(workspace);
    return { workspace, settings: { 'kapture.defaultConnection': 'Sandbox', 'kapture.sandbox.port': sandbox.port } };
  });
  before(() => {
    ({ workbench } = vscode);
  });
  after(() => sandbox.close());

  const warned = () => workbench.editor().locator('.squiggly-warning').first().waitFor({ state: 'attached' });

  it("a tab of a customer, and a file with a customer's URI → no request", async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type(qwera);
    await workbench.quickInput.accept();
    await workbench.waitForEditorText('"customer_name": "Qwera"');
    assert.equal(sandbox.requests, 1);

    await workbench.runCommand('File: Copy Path of Active File');
    const copied = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
    const [, segment] = /(sandbox\+\w+)/.exec(copied) ?? assert.fail(copied);
    const named = path.join(workbench.folder, 'names.json');
    const other = `kapture:/${encodeURIComponent(segment!)}/61371820.kapture-update.json`;
    await writeFile(named, JSON.stringify({ $schema: other, city: 'Agra' }, undefined, 2));
    await workbench.openFile('names.json');
    await warned();
    assert.equal(sandbox.requests, 1);

    await tabWrittenDown(workbench, 'names.json');
    await workbench.reload();
    await workbench.waitForEditorText(other);
    await warned();
    assert.equal(sandbox.requests, 1);

    // The original of the document is stored with the tab.
    await workbench.page.locator('.tab').filter({ hasText: qwera }).click();
    await workbench.waitForEditorText('"customer_name": "Qwera"');
    assert.equal(sandbox.requests, 1);
  });
});
