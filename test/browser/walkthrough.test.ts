import assert from 'node:assert/strict';
import { useWorkbench, type Workbench } from './harness.ts';

describe('a newcomer who follows the walkthrough', () => {
  const vscode = useWorkbench();
  let workbench: Workbench;
  before(() => {
    ({ workbench } = vscode);
  });

  const isDone = async (step: string): Promise<boolean> => (await workbench.page.locator(`[data-done-step-id$="${step}"][aria-checked="true"]`).count()) > 0;

  const openWalkthrough = async (): Promise<void> => {
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Get started with Kapture');
    await workbench.quickInput.pick('Get started with Kapture');
  };

  it('starts the sandbox and pulls, and sees each step ticked off', async () => {
    await workbench.setTheme('Light Modern');
    await openWalkthrough();
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
    await workbench.press('ArrowRight');
    await workbench.page.getByRole('treeitem', { name: /^Customer / }).first().click();
    await workbench.waitForEditorText('"generationDate"');
    await openWalkthrough();
    await workbench.waitFor('the third step ticked off', () => isDone('record'));
    assert.equal(await isDone('edit'), false);
    await workbench.page.getByRole('treeitem', { name: /^Customer / }).first().hover();
    await workbench.page.getByRole('treeitem', { name: /^Customer / }).first().getByRole('button', { name: /^Edit Customer/ }).click();
    await workbench.codeLens('Save sends to Sandbox').waitFor();
    await openWalkthrough();
    await workbench.waitFor('the step of editing ticked off', () => isDone('edit'));
    assert.deepEqual([await isDone('add'), await isDone('connect')], [false, false]);
    await workbench.screenshot('walkthrough-done', 'Dark Modern');
  });
});
