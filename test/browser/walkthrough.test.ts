import assert from 'node:assert/strict';
import { useWorkbench, type Workbench } from './harness.ts';

describe('a newcomer who follows the walkthrough', () => {
  const vscode = useWorkbench();
  let workbench: Workbench;
  before(() => {
    ({ workbench } = vscode);
  });

  const isDone = async (step: string): Promise<boolean> => (await workbench.page.locator(`[data-done-step-id$="${step}"][aria-checked="true"]`).count()) > 0;

  it('starts the sandbox and pulls, and sees each step ticked off', async () => {
    await workbench.setTheme('Light Modern');
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Get started with Kapture');
    await workbench.quickInput.pick('Get started with Kapture');
    await workbench.page.getByRole('button', { name: 'Use the Sandbox' }).first().waitFor();
    await workbench.screenshot('walkthrough-light');
    assert.equal(await isDone('sandbox'), false);
    await workbench.page.getByRole('button', { name: 'Use the Sandbox' }).first().click();
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.waitFor('the first step ticked off', () => isDone('sandbox'));
    await workbench.clickActivityBar('Kapture');
    await workbench.page.locator('.sidebar').getByRole('button', { name: 'Pull Customers by Date Range', exact: true }).click();
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    await workbench.waitFor('the second step ticked off', () => isDone('pull'));
    await workbench.screenshot('walkthrough-done', 'Dark Modern');
  });
});
