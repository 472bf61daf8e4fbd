import assert from 'node:assert/strict';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('curl commands', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace });
  let workbench: Workbench;
  const clipboard = (): Promise<string> => workbench.page.evaluate('navigator.clipboard.readText()');

  before(() => {
    workbench = vscode.workbench;
  });

  it('Copy Request As → a curl command without the key', async () => {
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send ').waitFor();
    await workbench.runCommand('Kapture: Use Sandbox');
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.runCommand('Kapture: Copy Request As…');
    await workbench.waitFor(
      'the forms to choose from',
      async () => (await workbench.quickInput.title()) === 'Copy Request As',
    );
    assert.deepEqual(
      (await workbench.quickInput.labels()).map((label) => label.trim()),
      ['curl (bash)', 'curl (PowerShell)', 'JavaScript fetch', 'Python requests', 'Raw HTTP'],
    );
    await workbench.screenshot('copy-as');
    await workbench.quickInput.pick('curl (bash)');
    await workbench.page
      .getByText('Copied as curl (bash), with $KAPTURE_KEY_SANDBOX in place of the auth key.')
      .first()
      .waitFor();
    await workbench.screenshot('copied', 'Light Modern');
    const copied = await clipboard();
    assert.match(
      copied,
      /^curl --globoff --request POST 'http:\/\/127\.0\.0\.1:\d+\/search-customer-by-customer-id\.html' \\$/m,
    );
    assert.match(copied, /\$KAPTURE_KEY_SANDBOX/);
  });

  it('Paste curl Command as Request → a draft without the key, and an offer to store it', async () => {
    const command = (await clipboard())
      .replace('--request POST', '-u demo-user:a-secret')
      .replace(/http:\/\/127\.0\.0\.1:\d+/, 'https://acme.kapturecrm.com')
      .replace(/ {2}--header "Authorization.*\n/, '');
    await workbench.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(command)})`);
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Kapture: Paste curl Command as Request');
    const text = await workbench.waitForEditorText('// Get Customer');
    assert.doesNotMatch(text, /secret|demo-user/);
    await workbench.page.getByText('An auth key for').first().waitFor();
    await workbench.screenshot('pasted', 'Dark Modern');
  });
});
