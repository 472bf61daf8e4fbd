import assert from 'node:assert/strict';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';

describe('teaching the sandbox', () => {
  const vscode = useWorkbench({
    workspace: demoWorkspace,
    settings: { 'kapture.defaultConnection': 'Sandbox', 'files.autoSave': 'off' },
  });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  it('a response → an anonymized copy beside it', async () => {
    await workbench.clickActivityBar('Kapture');
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send Get Customer').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.press('Control+2');
    await workbench.waitForEditorText('Nishchal');
    await workbench.runCommand('Kapture: Teach the Sandbox…');
    await workbench.quickInput.shown();
    await workbench.screenshot('teach-question');
    await workbench.quickInput.accept();
    const text = await workbench.waitForEditorText('"match"');
    assert(!text.includes('Nishchal'));
    await workbench.codeLens('Teach the Sandbox').waitFor();
    // One tab of the copy, not another where VS Code opens documents with changes.
    assert.equal(await workbench.page.locator('.tab').filter({ hasText: 'get.kapture-recording.json' }).count(), 1);
    for (const [theme, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.screenshot(`teach-review-${width}`, theme);
    }
  });

  it('Teach the Sandbox above it → a message, and it is in the list of taught responses', async () => {
    await workbench.codeLens('Teach the Sandbox').click();
    await workbench.notification('Until it stops, the sandbox responds with the recording “get”').waitFor();
    await workbench.runCommand('Kapture: Forget Taught Responses…');
    await workbench.quickInput.shown();
    await workbench.screenshot('teach-forget');
    assert.equal((await workbench.quickInput.labels())[0], 'get');
    await workbench.quickInput.cancel();
  });
});
