import assert from 'node:assert/strict';
import { sandboxPassword, sandboxUser, startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, Workbench } from './harness.ts';

describe('two windows of one folder', () => {
  let first: Sandbox;
  let second: Sandbox;
  after(() => Promise.all([first.close(), second.close()]));

  const vscode = useWorkbench(async () => {
    [first, second] = await Promise.all([startSandbox(), startSandbox()]);
    return {
      workspace: demoWorkspace,
      settings: {
        'kapture.connections': [
          { name: 'First', baseUrl: first.url, role: 'development' },
          { name: 'Second', baseUrl: second.url, role: 'development' },
        ],
        'kapture.defaultConnection': 'First',
        'files.autoSave': 'off',
      },
    };
  });

  const enterKey = async (workbench: Workbench): Promise<void> => {
    await workbench.quickInput.pick('Auth key');
    await workbench.quickInput.type(Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64'));
    await workbench.quickInput.accept();
  };

  it('another window selects another connection, then a reload → a request opened for the first one asks before it is sent', async function () {
    this.timeout(180_000);
    const one = vscode.workbench;
    await one.openFile('4 update.kapture-update.json');
    await one.codeLens('Send Update Customer to First').click();
    await enterKey(one);
    await one.anyCodeLens('success · HTTP 200').waitFor();

    const other = await Workbench.open(one.page.context(), one.page.url(), one.folder);
    await other.runCommand('Kapture: Select Connection…');
    await other.quickInput.pick('Second');
    await other.openFile('2 get.kapture-get.json');
    await other.codeLens('Send Get Customer to Second').waitFor();

    // VS Code saves the selection of the other window a little later.
    const shown = one.statusBarItem(/First|Second/);
    await one.waitFor(
      'the choice of the other window',
      async () => {
        await one.reload();
        await shown.waitFor();
        return (await shown.innerText()).includes('Second');
      },
      60_000,
    );
    const before = second.requests;
    // The windows share their tabs, so the other window's tab may be in front.
    await one.openFile('4 update.kapture-update.json');
    await one.codeLens('Send Update Customer to Second').click();
    await enterKey(one);
    const question = one.dialog('This request was opened for First (127.0.0.1:');
    await question.waitFor();
    assert.match(await question.innerText(), /Update customer \S+ \(65033646\) on Second\?/);
    await one.press('Enter');
    await question.waitFor({ state: 'detached' });
    assert.equal(second.requests, before + 1, 'the customer was loaded for the question, and nothing was sent');
  });
});
