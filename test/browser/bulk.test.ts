import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { looks } from './looks.ts';
import { PlanPage, workspaceWithTable } from './planPage.ts';

/** One update, three adds (one with a repaired phone), one duplicate and one phone that a spreadsheet has damaged. */
const table = `Name,Mobile,E-mail,City
Nishchal,9845765226,,Pune
Test One,9000000101,one@example.com,Goa
Test Two,9000000102,two@example.com,Kochi
Test Three,+91 90000 00103,three@example.com,Jaipur
Test One again,9000000101,again@example.com,Goa
Test Four,9.87E+09,four@example.com,Delhi
`;

describe('customers from a file', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    return workspaceWithTable(sandbox, 'customers.csv', table);
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

  it('a table in the Explorer → its columns with samples, recognized', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('View: Show Explorer');
    await plan.importFromExplorer('customers.csv');
    await workbench.quickInput.row('Create Plan').waitFor();
    const text = await workbench.page.locator('.quick-input-widget:visible').innerText();
    for (const field of ['customer_name', 'phone', 'email_id', 'city']) assert.ok(text.includes(`→ ${field}`), text);
    assert.match(text, /Nishchal\s+·\s+Test One\s+·\s+Test Two/);
    assert.match(text, /9845765226\s+·\s+9000000101\s+·\s+9000000102/);
    for (const [theme, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 900 });
      if (theme === 'Light Modern') await workbench.screenshot(`bulk-mapping-${width}`);
    }
  });

  it('a column that has a field → the field is the active row; text of no field → Another Field', async function () {
    this.timeout(60_000);
    await workbench.quickInput.pick('City');
    await workbench.page.locator('.quick-input-title', { hasText: 'Column City' }).waitFor();
    const active = workbench.page.locator('.quick-input-list .monaco-list-row.focused');
    await active.filter({ hasText: 'current' }).waitFor();
    await workbench.screenshot('bulk-column');
    await workbench.quickInput.type('loyalty_tier');
    await active.filter({ hasText: 'Another Field…' }).waitFor();
    await workbench.quickInput.accept();
    await workbench.page.locator('.quick-input-title', { hasText: 'Field of the Tenant' }).waitFor();
    assert.equal(
      await workbench.page.locator('.quick-input-widget:visible .quick-input-box input').inputValue(),
      'loyalty_tier',
    );
    await workbench.press('Escape');
    await workbench.quickInput.row('Create Plan').waitFor();
    await workbench.screenshot('bulk-mapping-after');
  });

  it('Create Plan → what each row would do, with nothing sent', async function () {
    this.timeout(120_000);
    await workbench.quickInput.pick('Create Plan');
    await plan.firstRow();
    assert.deepEqual(await plan.states(), ['Update', 'Add', 'Add', 'Add', 'Duplicate', 'Invalid']);
    assert.match(await plan.row(1).locator('.changes').innerText(), /city: .* → Pune/);
    assert.match(await plan.row(2).locator('.changes').innerText(), /email_id: one@example\.com, city: Goa$/);
    await workbench.waitFor('the heading with the focus', () => page.locator('h1:focus').count().then(Boolean));
    await workbench.press('Tab');
    await plan
      .action(/^Write 4/)
      .and(page.locator(':focus'))
      .waitFor();
    assert.match(await page.locator('.summary').innerText(), /^Adds: 3\. Updates: 1\. Nothing has been written\./);
    await plan.picture('bulk-plan');
  });

  it('1280 pixels → the values and the details have the width that the other columns do not need', async () => {
    await workbench.page.setViewportSize({ width: 1280, height: 900 });
    await plan.showsWhole(['state', 'name', 'key']);
    const widthOf = async (part: string): Promise<number> =>
      (await page.locator(`.body .row:first-child ${part}`).boundingBox())?.width ?? 0;
    await workbench.waitFor('the widest columns', async () => {
      const others = await Promise.all(['.state', '.name', '.key', '.number'].map(widthOf));
      const [values, details] = [await widthOf('.changes'), await widthOf('.reason')];
      return Math.min(values, details) > 1.4 * Math.max(...others);
    });
  });

  it('the page → no accessibility violations', async function () {
    this.timeout(60_000);
    assert.deepEqual(await plan.violations(), []);
  });

  it('the arrow keys → the details of the row in full under the table', async function () {
    this.timeout(60_000);
    await plan.activate(5, 'Row 5 (line 6) · Duplicate · Test One again');
    assert.deepEqual(await plan.details(), ['Row 2 has the same phone number, 9000000101.']);
    assert.match(await page.locator('.active .values').innerText(), /email_id: again@example\.com, city: Goa$/);
    await workbench.press('ArrowDown');
    await page.locator('.active h3', { hasText: 'Row 6 (line 7) · Invalid · Test Four' }).waitFor();
    const details = await plan.details();
    assert.match(details[0] ?? '', /^Mobile: .*\.$/);
    // The refused cell is the first of the values.
    assert.match(await page.locator('.active .values').innerText(), /^phone: 9\.87E\+09, .+, city: Delhi$/);
    assert.equal(
      await plan.row(6).getAttribute('aria-describedby'),
      await page.locator('.active ul').getAttribute('id'),
    );
    await plan.picture('bulk-row');
  });

  it('a row with the focus, and then without → every text has enough contrast in every theme', async function () {
    this.timeout(120_000);
    assert.deepEqual(await plan.faintTexts(6), []);
  });

  it('Space on a row → it is excluded, and the number of writes is lower', async () => {
    await plan.row(3).locator('.cell.number').click();
    await workbench.press(' ');
    await page.locator('.actions button', { hasText: 'Write 3 Customers' }).waitFor();
    await page.locator('.body .row[aria-selected="false"]').waitFor();
    assert.equal(await plan.row(3).getAttribute('aria-selected'), 'false');
  });

  it('Space on a row that writes nothing → the page says why', async () => {
    await plan.row(6).locator('.cell.number').click();
    await workbench.press(' ');
    const note = page.locator('.active [role="status"]');
    assert.equal(await note.innerText(), 'This row cannot be included or excluded.');
    await workbench.press('ArrowUp');
    await note.waitFor({ state: 'hidden' });
  });

  it('a search or a state → the rows that have it', async () => {
    await page.getByRole('button', { name: /^Duplicate 1/ }).click();
    await workbench.waitFor('the duplicate alone', async () => (await plan.states()).join() === 'Duplicate');
    await page.getByRole('button', { name: /^Excluded 1/ }).click();
    await workbench.waitFor('the excluded row alone', async () => (await plan.states()).join() === 'Excluded');
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('searchbox').fill('jaipur');
    await workbench.waitFor('the row of the city alone', async () => (await plan.states()).join() === 'Add');
    await page.getByRole('searchbox').fill('');
    await workbench.waitFor('all rows', async () => (await plan.states()).length === 6);
  });

  it('a window reload → the plan as it was', async function () {
    this.timeout(90_000);
    await workbench.reloadWindow();
    await page.locator('.body .row').first().waitFor({ timeout: 30_000 });
    await page.locator('.actions button', { hasText: 'Write 3 Customers' }).waitFor();
  });

  // This follows the reload, which could otherwise restore a request that was closed just before.
  it('Enter on a row → its request; when that is closed, the row has the focus', async () => {
    await plan.row(2).locator('.cell.number').click();
    await workbench.press('Enter');
    await workbench.waitForEditorText(/"customer_name": "Test One"/);
    await workbench.runCommand('View: Close Editor');
    await workbench.answerDialog(/add-customer/, "Don't Save");
    await plan.row(2).and(page.locator(':focus')).waitFor();
  });

  it('Write → asked once with the numbers; confirmed → the customers are stored, and the result is shown', async function () {
    this.timeout(120_000);
    await plan.action(/^Write 3/).click();
    await workbench.dialog('Write 3 customers to Sandbox?').waitFor();
    await workbench.dialog('Rows not written: Excluded: 1, Invalid: 1, Duplicate: 1.').waitFor();
    assert.equal(await page.locator('.running').isVisible(), false);
    await workbench.screenshot('bulk-confirm');
    await workbench.answerDialog('Write 3 customers to Sandbox?', 'Write to Sandbox');
    await plan.summary('3 of 3 writes are done');
    const results = ['Done', 'Done', 'Excluded', 'Done', 'Duplicate', 'Invalid'].join();
    await workbench.waitFor('the results of the rows', async () => (await plan.states()).join() === results);
    // Row 3 is excluded, and can still be included.
    await page.getByRole('button', { name: 'Include All Listed' }).waitFor();
    await plan.activate(4, 'Row 4 (line 5) · Done · Test Three');
    const details = await plan.details();
    assert.match(details[0] ?? '', /^ID in Kapture: \d+$/);
    assert.match(details[1] ?? '', /^Mobile: “\+91 90000 00103” is read as “/);
    // The server's message only repeats that the row is done, so it is not shown.
    assert.ok(details.every((text) => !text.startsWith('Kapture: ')));
    assert.deepEqual(await plan.violations(), []);
    await plan.picture('bulk-result');
  });

  it('the history → one row for the run, which opens its plan with the keyboard', async function () {
    this.timeout(90_000);
    await workbench.runCommand('View: Close All Editors');
    await workbench.clickActivityBar('Kapture');
    const header = workbench.page.locator('.pane-header').filter({ hasText: 'History' });
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    const run = workbench.page.getByRole('treeitem', { name: /^Plan: customers\.csv, .*3 of 3 done/ });
    await run.waitFor();
    assert.equal(await workbench.page.getByRole('treeitem', { name: /(Add|Update) Customer, success/ }).count(), 0);
    await plan.picture('bulk-history', async () => run.waitFor());
    await run.click();
    await plan.summary('3 of 3 writes are done');
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Kapture: Focus on History View');
    await workbench.page.locator('.monaco-list:focus').filter({ has: run }).waitFor();
    await workbench.press('Enter');
    await plan.summary('3 of 3 writes are done');
    await workbench.runCommand('View: Show Explorer');
  });

  it('Create Revert Plan → a plan with the previous value, in a new tab', async function () {
    this.timeout(60_000);
    await plan.action('Create Revert Plan').click();
    await workbench.tab('Revert: customers.csv').waitFor();
    await plan.title('Revert: customers.csv');
    await workbench.waitFor('its rows', async () => (await plan.states()).includes('Update'));
    assert.match(await page.locator('.body .cell.changes').first().innerText(), /city: Pune → /);
    // The customers that the run added have their names, and are not errors.
    assert.deepEqual(await plan.states(), ['Update', 'Cannot be reverted', 'Cannot be reverted']);
    await plan.showsWhole(['state']);
    assert.deepEqual((await page.locator('.body .cell.name').allInnerTexts()).slice(1), ['Test One', 'Test Three']);
    await plan.summary('Customers to revert: 1. Nothing has been written. Added customers cannot be deleted: 2.');
    await plan.activate(2, 'Row 2 (line 3) · Cannot be reverted · Test One');
    assert.deepEqual(await plan.violations(), []);
    await plan.picture('bulk-revert');
  });

  it('the same file again → no input, because its mapping is beside it', async function () {
    this.timeout(60_000);
    await workbench.runCommand('View: Close All Editors');
    await plan.importFromExplorer('customers.csv');
    await page.locator('.body .row').first().waitFor({ timeout: 30_000 });
    assert.equal((await plan.states()).filter((kind) => kind === 'Unchanged').length, 3);
  });
});
