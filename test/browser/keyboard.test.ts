import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const settings = { 'files.autoSave': 'off' };

describe('without a mouse', () => {
  const vscode = useWorkbench({ workspace: demoWorkspace, settings });
  let workbench: Workbench;

  before(async () => {
    workbench = vscode.workbench;
    await workbench.page.evaluate(
      "globalThis.presses = 0; addEventListener('mousedown', ({ isTrusted }) => (globalThis.presses += isTrusted ? 1 : 0), true)",
    );
  });
  afterEach(async () => {
    assert.equal(await workbench.page.evaluate('globalThis.presses'), 0, 'the mouse was not used');
  });

  const focused = (label: string): Locator => workbench.quickInput.row(label).and(workbench.page.locator('.focused'));
  /** Types into the quick input until the row has the focus, and accepts it. */
  const choose = async (label: string): Promise<void> => {
    await workbench.quickInput.labels();
    await workbench.type(label);
    await focused(label).waitFor();
    await workbench.press('Enter');
  };
  const openFile = async (name: string): Promise<void> => {
    await workbench.press('Control+P');
    await workbench.quickInput.shown();
    await workbench.type(name);
    await focused(name).waitFor();
    await workbench.press('Enter');
    await workbench.tab(name).waitFor();
    await workbench.editor().locator(':focus').waitFor({ state: 'attached' });
  };
  /**
   * Runs a command. Right after the start the Command Palette has none of ours, and it is not updated while it is open.
   */
  const palette = async (title: string): Promise<void> => {
    await workbench.waitFor(`${title} in the palette`, async () => {
      await workbench.press('F1');
      await workbench.quickInput.shown();
      await workbench.type(title);
      if (
        await focused(title)
          .waitFor({ timeout: 2000 })
          .then(
            () => true,
            () => false,
          )
      )
        return true;
      await workbench.press('Escape');
      await workbench.quickInput.gone();
      return false;
    });
    await workbench.press('Enter');
    // The command may open another quick input.
    await focused(title).waitFor({ state: 'hidden' });
  };
  const listFocus = (name: RegExp): Locator =>
    workbench.page
      .locator('.pane-body .monaco-list:focus .monaco-list-row.focused')
      .and(workbench.page.getByRole('treeitem', { name }));
  /** Moves down a tree until a row with this name has the focus. */
  const walkTo = async (name: RegExp): Promise<void> => {
    await workbench.listFocused();
    await workbench.press('Home');
    const row = listFocus(name);
    for (let steps = 0; steps < 60 && (await row.count()) === 0; steps++) await workbench.press('ArrowDown');
    await row.waitFor();
  };
  /** Presses Tab until the button with this name has the focus. */
  const tabTo = async (name: string): Promise<void> => {
    const button = workbench.page.locator('.sidebar').getByRole('button', { name, exact: true });
    await button.waitFor();
    const target = button.and(workbench.page.locator(':focus'));
    for (let presses = 0; presses < 60 && (await target.count()) === 0; presses++) await workbench.press('Tab');
    await target.waitFor();
  };
  /** Moves down an open menu to an entry, and chooses it. */
  const menu = async (label: string): Promise<void> => {
    const entry = workbench.page.locator('.monaco-menu .action-item.focused').filter({ hasText: label });
    await workbench.page.locator('.monaco-menu').getByText(label, { exact: true }).waitFor();
    for (let steps = 0; steps < 20 && (await entry.count()) === 0; steps++) await workbench.press('ArrowDown');
    await entry.waitFor();
    await workbench.press('Enter');
  };
  const customersRow = /^Customer /;

  it('empty view → starts the sandbox and pulls', async () => {
    await palette('Kapture: Focus on Customers View');
    await tabTo('Use Sandbox');
    await workbench.press('Enter');
    await workbench.statusBarItem('Sandbox').waitFor();
    await palette('Kapture: Focus on Customers View');
    await tabTo('Pull Customers by Date Range');
    await workbench.press('Enter');
    await choose('Last 7 days');
    await workbench.listFocused();
    await workbench.page
      .getByRole('treeitem', { name: /, [\d,]+ customers?$/ })
      .first()
      .waitFor();
    // While customers arrive, rows are replaced, and VS Code ignores keys for a replaced row.
    await workbench.page.locator('.sidebar .monaco-progress-container.active').waitFor({ state: 'detached' });
  });

  it('arrow keys in the tree → expand a day; Enter → opens a record', async () => {
    await walkTo(/, [\d,]+ customers?$/);
    await workbench.press('ArrowRight');
    await workbench.page.getByRole('treeitem', { name: customersRow }).first().waitFor();
    await workbench.press('ArrowDown');
    await listFocus(customersRow).waitFor();
    await workbench.screenshot('keyboard-tree');
    await workbench.press('Enter');
    await workbench.waitForEditorText('"generationDate"');
  });

  it('Control+Enter on a row → edits the customer, which is saved', async () => {
    // The opened customer is still selected. A filter that hides it would clear the selection.
    await palette('Kapture: Focus on Customers View');
    await walkTo(customersRow);
    await workbench.press('Control+Enter');
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.editor().locator(':focus').waitFor({ state: 'attached' });
    await workbench.press('Control+F');
    await workbench.type('"customer_name": ');
    await workbench.press('Escape');
    await workbench.typeField('customer_name', 'Keyboard Only');
    await workbench.press('Control+S');
    await workbench.statusBarItem('Saved on Sandbox: customer_name').waitFor();
    await workbench.page.getByRole('treeitem', { name: /^Customer Keyboard Only, / }).waitFor();
  });

  it('a filter → the focus is in the tree again', async () => {
    await palette('Kapture: Focus on Customers View');
    await workbench.press('Control+Alt+F');
    await workbench.quickInput.shown();
    await workbench.type('Agent Neem');
    await workbench.press('Enter');
    await workbench.page.getByText(/^Filter “Agent Neem” · \d+ of \d+ customers$/).waitFor();
    await workbench.listFocused();
    await palette('Kapture: Clear Filter');
    await workbench.page.getByText(/^Filter “Agent Neem”/).waitFor({ state: 'detached' });
  });

  it('a request file → is sent, and a quick fix corrects the refused field', async () => {
    await openFile('3 add.kapture-add.json');
    await workbench.codeLens('Send to Sandbox').waitFor();
    await workbench.press('Control+Alt+Enter');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.press('Control+Alt+Enter');
    await workbench.anyCodeLens('failed · HTTP 400').waitFor();
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.press('Control+Home');
    await workbench.press('F8');
    await workbench.press('Escape');
    // The lightbulb shows that VS Code knows the fixes at the cursor. Before that, the key opens a list that closes
    // when they arrive.
    await workbench.page.locator('[class*="lightbulb"]').first().waitFor();
    await workbench.press('Control+.');
    await workbench.page.locator('.action-widget').getByText('Generate a new phone on each send: {{$phone}}').waitFor();
    await workbench.screenshot('keyboard-fix');
    await workbench.press('Enter');
    await workbench.waitForEditorText('"phone": "{{$phone}}"');
  });

  it('F2 and Delete in the requests view → name the selected row and keep the selection', async () => {
    await palette('Kapture: Focus on Requests View');
    await walkTo(/4 update/);
    await workbench.press('Enter');
    await workbench.tab('4 update.kapture-update.json').waitFor();
    await palette('Kapture: Focus on Requests View');
    await walkTo(/5 rejected/);
    await workbench.press('F2');
    await workbench.waitFor('the name', async () => (await workbench.quickInput.value()) === '4 update');
    assert.equal(await workbench.quickInput.title(), 'Rename Request “4 update”');
    await workbench.quickInput.cancel();
    await listFocus(/5 rejected/).waitFor();
    assert.match(
      (await workbench.page
        .locator('.pane-body .monaco-list:focus .monaco-list-row.selected')
        .getAttribute('aria-label')) ?? '',
      /4 update/,
    );
    await workbench.press('Delete');
    await workbench.dialog('Delete the request “4 update”?').waitFor();
    await workbench.press('Escape');
    await workbench.dialog('Delete the request “4 update”?').waitFor({ state: 'detached' });
    await workbench.page.getByRole('treeitem', { name: /5 rejected/ }).waitFor();
  });

  it('the lenses of a response → are available as commands', async () => {
    await workbench.press('Control+2');
    await workbench.waitForEditorText('"status"');
    await palette('Show CodeLens Commands for Current Line');
    assert.match((await workbench.quickInput.labels())[0]!, /failed · HTTP 400/);
    await workbench.press('Enter');
    const headers = /"phone":"9874563725"[^]*HTTP\/1\.1 400/;
    await workbench.waitForEditorText(headers);
    await palette('View: Open Previous Editor in Group');
    await workbench.waitForEditorText('"status"');
    await palette('Kapture: Show Sent Request and Response Headers');
    await workbench.waitForEditorText(headers);
  });

  it('Send Again from the history menu → a new row', async () => {
    const rows = workbench.page.getByRole('treeitem', { name: /^Add Customer, (success|failed), / });
    await palette('Kapture: Focus on History View');
    await rows.first().waitFor();
    // VS Code focuses the frame, not the list, of a view that it opens for the first time.
    await palette('Kapture: Focus on History View');
    await walkTo(/^Add Customer, success/);
    const before = await rows.count();
    // The menu is that of the focused row, which may not be the selected one.
    await workbench.press('Shift+F10');
    await menu('Send Again');
    await workbench.waitFor('another row', async () => (await rows.count()) === before + 1);
  });

  it('payload tests → run', async () => {
    await openFile('6 customers.kapture-test.json');
    await palette('Test: Run Tests in Current File');
    await palette('Testing: Focus on Test Explorer View');
    await workbench.page.locator('.sidebar').getByText('3/3').first().waitFor();
  });

  it('a bar and a row of the insights → can be selected and opened; the focus returns to the tree', async () => {
    await palette('Kapture: Show Insights');
    const insights = workbench.webview();
    await insights.locator('.bar').first().waitFor();
    const frame = async (): Promise<Frame> => {
      for (const candidate of workbench.page.frames())
        if ((await candidate.locator('main > header').count()) > 0) return candidate;
      throw new Error('The page of the insights is not there.');
    };
    const look = async <T>(script: string): Promise<T> => (await frame()).evaluate<T>(script);
    const tabInto = async (selector: string): Promise<void> => {
      const isThere = (): Promise<boolean> =>
        look<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
      for (let presses = 0; presses < 25 && !(await isThere()); presses++) await workbench.press('Tab');
      assert.ok(await isThere(), selector);
    };
    await workbench.waitFor('the focus in the page', () => look<boolean>('document.hasFocus()'));
    await tabInto('.bar');
    await workbench.press('Enter');
    await insights.locator('.bar[aria-pressed="true"]').waitFor();
    await tabInto('.body .row');
    await insights.locator('.body .row:not(.loading)').first().waitFor();
    await workbench.press('Enter');
    await workbench.waitForEditorText('"generationDate"');
    await palette('Kapture: Focus on Customers View');
    await workbench.listFocused();
  });
});
