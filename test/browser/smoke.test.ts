import assert from 'node:assert/strict';
import { useWorkbench } from './harness.ts';

describe('the packaged extension in a browser', () => {
  const vscode = useWorkbench();

  it('shows among the installed ones', async () => {
    await vscode.workbench.clickActivityBar('Extensions');
    await vscode.workbench.page.locator('.extension-list-item').filter({ hasText: 'Kapture CRM' }).waitFor();
    assert.ok(await vscode.workbench.screenshot('smoke', 'Dark Modern'));
  });
});
