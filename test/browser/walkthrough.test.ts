import assert from 'node:assert/strict';
import { useWorkbench, type Workbench } from './harness.ts';

describe('the walkthrough, opened later', () => {
  const vscode = useWorkbench({ settings: { 'workbench.reduceMotion': 'on', 'workbench.startupEditor': 'none' } });

  it('steps done before → are checked', async () => {
    const { workbench } = vscode;
    await workbench.clickActivityBar('Kapture');
    await workbench.page.locator('.sidebar').getByRole('button', { name: 'Use Sandbox' }).first().click();
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.page
      .locator('.sidebar')
      .getByRole('button', { name: 'Pull Customers by Date Range', exact: true })
      .click();
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Get started with Kapture');
    await workbench.quickInput.pick('Get started with Kapture');
    const isDone = async (step: string): Promise<boolean> =>
      (await workbench.page.locator(`[data-done-step-id$="${step}"][aria-checked="true"]`).count()) > 0;
    for (const step of ['sandbox', 'pull']) await workbench.waitFor(`${step} ticked off`, () => isDone(step));
    assert.equal(await isDone('record'), false);
  });
});

describe('the walkthrough, followed from the start', () => {
  // With motion, a clicked step receives the focus when it has expanded, and takes it from whatever was opened since.
  const vscode = useWorkbench({ settings: { 'workbench.reduceMotion': 'on' } });
  let workbench: Workbench;
  before(() => {
    ({ workbench } = vscode);
  });

  const isDone = async (step: string): Promise<boolean> =>
    (await workbench.page.locator(`[data-done-step-id$="${step}"][aria-checked="true"]`).count()) > 0;

  /**
   * Shows the walkthrough. If it is reopened while it is open, some versions of VS Code recreate its steps and others
   * keep them.
   */
  const openWalkthrough = async (): Promise<void> => {
    if (await workbench.page.locator('.getting-started-step').first().isVisible()) return;
    await workbench.page.evaluate(
      "document.querySelectorAll('.getting-started-step').forEach((step) => step.classList.add('earlier'))",
    );
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Get started with Kapture');
    await workbench.quickInput.pick('Get started with Kapture');
    // The page recreates its steps and then focuses one.
    await workbench.page.locator('.getting-started-step.expanded:focus:not(.earlier)').waitFor();
  };

  it('sandbox, pull, record and edit → each step is checked when it is done', async () => {
    await openWalkthrough();
    await workbench.page.getByRole('button', { name: 'Use Sandbox' }).first().waitFor();
    await workbench.screenshot('walkthrough-light');
    assert.equal(await isDone('sandbox'), false);
    await workbench.page.getByRole('button', { name: 'Use Sandbox' }).first().click();
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.waitFor('the first step ticked off', () => isDone('sandbox'));
    await workbench.clickActivityBar('Kapture');
    await workbench.page
      .locator('.sidebar')
      .getByRole('button', { name: 'Pull Customers by Date Range', exact: true })
      .click();
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    await workbench.waitFor('the second step ticked off', () => isDone('pull'));
    await workbench.page.locator('.monaco-list:focus .monaco-list-row.focused[aria-expanded="false"]').waitFor();
    await workbench.press('ArrowRight');
    await workbench.page
      .getByRole('treeitem', { name: /^Customer / })
      .first()
      .click();
    await workbench.waitForEditorText('"generationDate"');
    await openWalkthrough();
    await workbench.waitFor('the third step ticked off', () => isDone('record'));
    assert.equal(await isDone('edit'), false);
    await workbench.page
      .getByRole('treeitem', { name: /^Customer / })
      .first()
      .hover();
    await workbench.page
      .getByRole('treeitem', { name: /^Customer / })
      .first()
      .getByRole('button', { name: /^Edit Customer/ })
      .click();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await openWalkthrough();
    await workbench.waitFor('the step of editing ticked off', () => isDone('edit'));
    assert.deepEqual([await isDone('add'), await isDone('connect')], [false, false]);
    await workbench.screenshot('walkthrough-done', 'Dark Modern');
  });

  /** Expands a step and clicks its button. */
  const begin = async (step: string, button: string): Promise<void> => {
    const row = workbench.page.locator('.getting-started-step').filter({ hasText: step });
    await openWalkthrough();
    await row.click();
    await row.getByRole('button', { name: button }).click();
    await workbench.quickInput.shown();
  };

  it('Add Customer → its step is checked only after a success', async () => {
    await begin('Add a customer', 'New Request');
    await workbench.quickInput.pick('Add Customer');
    await workbench.codeLens('Send to Sandbox').waitFor();
    await workbench.replaceEditorText('{"customer_name": "Asha", "phone": "12345"}');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await openWalkthrough();
    assert.equal(await isDone('add'), false);
    await workbench.page.locator('.tab').filter({ hasText: 'add-customer' }).first().click();
    await workbench.replaceEditorText('{"customer_name": "Asha", "phone": "{{$phone}}"}');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await openWalkthrough();
    await workbench.waitFor('the step of adding ticked off', () => isDone('add'));
    assert.equal(await isDone('connect'), false);
  });

  it('Add Connection → the last step is checked', async () => {
    await begin('Connect your tenant', 'Add Connection');
    await workbench.quickInput.pick('Enter the Base URL');
    // The host is fictitious, and no request is sent to it.
    await workbench.quickInput.type('https://kapture.example.com');
    await workbench.quickInput.accept();
    await workbench.waitFor('the box for the name', async () =>
      /A name for the connection/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type('Tenant');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('development');
    await workbench.quickInput.pick('Asia/Kolkata');
    await workbench.quickInput.pick("I don't know");
    await workbench.quickInput.row('Auth key').waitFor();
    await workbench.quickInput.cancel();
    await openWalkthrough();
    await workbench.waitFor('the step of connecting ticked off', () => isDone('connect'));
    await workbench.screenshot('walkthrough-all', 'Light Modern');
  });
});
