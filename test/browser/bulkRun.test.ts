import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';
import { PlanPage } from './planPage.ts';
import { updateAsOtherUser } from './updateAsOtherUser.ts';

const count = 40;

describe('a field of 40 customers', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    // The number is so large that a day has more than 40 customers.
    sandbox = await startSandbox({ customers: 40_000 });
    return { settings: { 'kapture.defaultConnection': 'Sandbox', 'kapture.sandbox.port': sandbox.port } };
  });
  let workbench: Workbench;
  let plan: PlanPage;
  let page: FrameLocator;

  before(() => {
    workbench = vscode.workbench;
    plan = new PlanPage(workbench);
    page = plan.page;
  });
  after(() => sandbox.close());

  const names = (): Promise<string[]> => page.locator('.body .cell.name').allInnerTexts();
  const focused = (action: string | RegExp): Promise<void> =>
    plan.action(action).and(page.locator(':focus')).waitFor({ timeout: 30_000 });
  const progress = (text: string | RegExp): Locator => page.locator('.running p').filter({ hasText: text });
  const idOf = (row: number): Promise<string> => plan.row(row).locator('.cell.key').innerText();
  const showRow = async (key: 'Home' | 'End'): Promise<void> => {
    await page.locator('.body .row[tabindex="0"]').focus();
    await workbench.press(key);
  };
  /** Confirms with Enter. Focuses the button first, because Enter alone declines. */
  async function confirm(confirmation: string | RegExp): Promise<void> {
    await workbench.dialog(confirmation).getByRole('button', { name: 'Write to Sandbox' }).focus();
    await workbench.press('Enter');
    await workbench.dialog(confirmation).waitFor({ state: 'detached' });
  }

  it('selected by keyboard → a tab with the field and their number, and no value is cut off', async function () {
    this.timeout(180_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 7 days');
    await workbench.listFocused();
    const days = workbench.page.locator('.pane-body .monaco-list-row[aria-level="1"][aria-label*=" customer"]');
    await workbench.waitFor('all days', async () => (await days.count()) === 7, 30_000);
    if ((await days.nth(0).getAttribute('aria-expanded')) === 'true') {
      await days.nth(0).click();
      await workbench.press('ArrowLeft');
    }
    // The second day is yesterday, which has all its customers.
    await days.nth(1).locator('.monaco-tl-twistie').click();
    const customers = workbench.page.locator('.pane-body .monaco-list-row[aria-level="2"]');
    await customers.first().click();
    for (let row = 1; row < count; row++) await workbench.press('Shift+ArrowDown');
    await workbench.page.locator('.pane-body .monaco-list-row.focused').first().click({ button: 'right' });
    await workbench.chooseFromMenu('Change Field of Customers…');
    await workbench.page.locator('.quick-input-title', { hasText: `Change a Field of ${count} Customers` }).waitFor();
    await workbench.quickInput.pick('city');
    const isAsked = async (): Promise<boolean> => /The new value for/.test(await workbench.quickInput.message());
    await workbench.waitFor('the box', isAsked);
    await workbench.quickInput.type('Panaji');
    await workbench.quickInput.accept();
    await workbench.tab(`Plan: city of ${count} customers`).waitFor({ timeout: 60_000 });
    await plan.summary(`Adds: 0. Updates: ${count}. Nothing has been written.`);
    await plan.picture('bulk-field');
    for (const [, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await plan.firstRow();
      await plan.showsWhole(['state', 'key', 'changes']);
    }
  });

  it('click on a header → sorted by it, and again reversed', async () => {
    const header = page.getByRole('columnheader', { name: 'Customer' });
    const isSorted = async (direction: 1 | -1): Promise<boolean> => {
      const shown = await names();
      const sorted = shown.toSorted((one, other) => direction * (one < other ? -1 : Number(one > other)));
      return shown.length > 5 && shown.join() === sorted.join();
    };
    await header.getByRole('button').click();
    await workbench.waitFor('names in order', () => isSorted(1));
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    await header.getByRole('button').click();
    await workbench.waitFor('names in reverse order', () => isSorted(-1));
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    await page.getByRole('columnheader', { name: 'Row' }).getByRole('button').click();
    await workbench.waitFor('row 1', () => plan.row(1).isVisible());
  });

  it('Write and Cancel by keyboard → the run stops', async function () {
    this.timeout(180_000);
    // The response is slow, so that the run does not end before it is canceled, even on a busy machine.
    sandbox.setFault({ fault: 'slow', seconds: 1 });
    await plan.action(/^Write 40/).focus();
    await workbench.press('Enter');
    await confirm(`Write ${count} customers to Sandbox?`);
    // The button that replaces another one receives the focus.
    await focused('Cancel');
    await progress(/^Writing · /).waitFor();
    await page.locator('.summary', { hasText: `of ${count} writes are done.` }).waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Include' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Include All Listed' }).isVisible(), false);
    await workbench.press('Enter');
    await page.locator('.notice', { hasText: 'The run was canceled. It can be resumed.' }).waitFor();
    assert.match(
      await page.locator('.summary').innerText(),
      /^\d+ of 40 writes are done\. Rows not written: Update: \d+\.$/,
    );
  });

  it('another user changes a customer, Resume Run → the row shows the old, the new and the stored value', async function () {
    this.timeout(180_000);
    sandbox.setFault({ fault: 'none' });
    await showRow('End');
    await plan.row(count).waitFor();
    await updateAsOtherUser(sandbox, await idOf(count), { city: 'Mysuru' });
    await plan.action('Resume Run…').focus();
    await workbench.press('Enter');
    await confirm(/Write \d+ customers to Sandbox\?/);
    await plan.summary(`${count - 1} of ${count} writes are done.`);
    await page.getByRole('button', { name: 'Conflict 1' }).click();
    await workbench.waitFor('the row alone', async () => (await plan.states()).join() === 'Conflict');
    await plan.activate(count);
    assert.match(await page.locator('.active .values').innerText(), /^city: .+ → Panaji$/);
    assert.deepEqual(await plan.details(), [
      'Stored now: city: Mysuru. This has changed since the plan was created, so the row was not sent.',
    ]);
    await plan.picture('bulk-conflict');
    for (const [, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await plan.firstRow();
      await plan.showsWhole(['key', 'changes', 'state']);
    }
    await page.getByRole('button', { name: 'All', exact: true }).click();
  });

  it('another user changes a customer, Revert → speaks of the run', async function () {
    this.timeout(180_000);
    await plan.action('Create Revert Plan').click();
    await workbench.tab(`Revert: city of ${count} customers`).waitFor();
    await plan.summary(`Customers to revert: ${count - 1}. Nothing has been written.`);
    await updateAsOtherUser(sandbox, await idOf(1), { city: 'Nashik' });
    await plan.action(/^Revert 39/).click();
    await workbench.answerDialog('Revert 39 customers on Sandbox?', 'Revert on Sandbox');
    await plan.summary(`${count - 2} of ${count - 1} writes are done.`);
    await plan.activate(1, 'Row 1 · Conflict');
    assert.deepEqual(await plan.details(), [
      'Stored now: city: Nashik. This has changed since the run, so the row was not reverted.',
    ]);
    await plan.picture('bulk-revert-conflict');
    assert.deepEqual(await plan.faintTexts(1), []);
  });
});
