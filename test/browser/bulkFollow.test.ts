import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { useWorkbench, type Theme, type Workbench } from './harness.ts';

const looks: readonly [theme: Theme, width: number][] = [
  ['Light Modern', 1440],
  ['Light Modern', 1280],
  ['Dark Modern', 1440],
  ['Dark Modern', 1280],
];

/** A phone number to correct, one that belongs to another customer, a damaged one, and an unknown ID. */
const table = `ID,Name,Phone
61371820,Nishchal,+91 98457-65999
65245,Ker,9845765226
65033646,Qwera,9.87E+09
77777777,Nobody,9000000001
`;

/** Two customers have this email address. */
const shared = 'shared@example.com';
const several = {
  operation: 'get',
  dialect: 'flat',
  match: { '/0/email_id': shared },
  status: 200,
  response: JSON.stringify({
    'Customer Details': [
      { id: 1001, name: 'Asha Rao', email: shared },
      { id: 1002, name: 'Bala Iyer', email: shared },
    ],
    status: 'success',
  }),
} as const;

describe('phone numbers to correct', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox({ recordings: [{ name: 'several', recording: several }] });
    const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-corrections-')), 'tables');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'corrections.csv'), table);
    return {
      workspace,
      settings: { 'kapture.defaultConnection': 'Sandbox', 'kapture.sandbox.port': sandbox.port },
    };
  });
  let workbench: Workbench;
  let page: FrameLocator;

  before(() => {
    workbench = vscode.workbench;
    page = workbench.webview();
  });
  after(() => sandbox.close());

  const row = (number: number): Locator =>
    page.locator('.body .row').filter({ has: page.locator('.cell.number', { hasText: new RegExp(`^${number}$`) }) });
  const kinds = (): Promise<string[]> => page.locator('.body .cell.kind').allInnerTexts();
  const states = (): Promise<string[]> => page.locator('.body .cell.state').allInnerTexts();
  const action = (name: string | RegExp): Locator => page.locator('.actions').getByRole('button', { name });
  const customer = (text: string): Locator => workbench.treeItem(text);

  async function picture(name: string, shown: () => Promise<void>): Promise<void> {
    for (const [theme, width] of looks) {
      await workbench.setTheme(theme);
      await workbench.page.setViewportSize({ width, height: 900 });
      await shown();
      await workbench.screenshot(`${name}-${width}-${theme.split(' ')[0]!.toLowerCase()}`);
    }
  }

  /** Saves a file of the plan under the suggested name. Returns its rows. */
  async function saved(button: string, name: string): Promise<string[]> {
    await action(button).click();
    await workbench.waitFor('the suggested name', async () => (await workbench.quickInput.value()).endsWith(name));
    await workbench.quickInput.accept();
    await workbench.notification(name).waitFor();
    const text = await readFile(path.join(workbench.folder, name), 'utf8');
    return text.replace('\uFEFF', '').trimEnd().split('\r\n');
  }

  it('the customers → pulled', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Other dates…');
    for (const box of [/First day/, /Last day/]) {
      await workbench.waitFor('the box', async () => box.test(await workbench.quickInput.message()));
      await workbench.quickInput.type('2021-01-06');
      await workbench.quickInput.accept();
    }
    await workbench.expandTreeItem('Jan 6, 2021');
    await customer('Nishchal').waitFor();
  });

  it('a file with IDs → a plan of updates, with a row that is taken and who has its phone number', async function () {
    this.timeout(120_000);
    await workbench.runCommand('View: Show Explorer');
    await workbench.page
      .locator('.explorer-viewlet .monaco-list-row', { hasText: 'corrections.csv' })
      .click({ button: 'right' });
    await workbench.chooseFromMenu('Add or Update Customers from File…');
    await workbench.quickInput.row('Make Plan').waitFor();
    const text = await workbench.page.locator('.quick-input-widget:visible').innerText();
    assert.match(text, /→ kapture_customer_id/);
    await workbench.quickInput.pick('Make Plan');
    await page.locator('.body .row').first().waitFor();
    assert.deepEqual(await kinds(), ['Update', 'Taken', 'Invalid', 'Invalid']);
    await row(1).locator('.cell.number').click();
    await page.locator('.active h3', { hasText: 'Row 1' }).waitFor();
    // All repairs of the cell are one line.
    assert.deepEqual(await page.locator('.active li').allInnerTexts(), [
      'Phone: +91 98457-65999 is sent as 9845765999. Spaces and punctuation were removed from the phone number. The prefix +91 of the phone number was removed.',
    ]);
    await row(2).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'belongs to Nishchal (customer 61371820)' }).waitFor();
    await picture('bulk-taken', () => page.locator('.active li', { hasText: 'Nishchal' }).waitFor());
  });

  it('Enter on a row that cannot be sent → its request, with the row and the reason in comments', async function () {
    this.timeout(60_000);
    await row(3).locator('.cell.number').click();
    await workbench.press('Enter');
    await workbench.waitForEditorText(/\/\/ Row 3 of corrections\.csv: Invalid/);
    await workbench.waitForEditorText(/\/\/ Row 3: Phone: A spreadsheet shortened the number 9\.87E\+09/);
    await picture('bulk-row-request', () => workbench.editorText('9.87E+09').waitFor());
    await workbench.runCommand('View: Close Editor');
    await workbench.answerDialog(/update-customer/, "Don't Save");
  });

  it('Write → the Customers view shows the new number, without another read of the customer', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await customer('Nishchal').waitFor();
    const before = sandbox.requests;
    await action(/^Write 1/).click();
    await workbench.answerDialog('Write 1 customer to Sandbox?', 'Write to Sandbox');
    await page.locator('.summary', { hasText: '1 of 1 write is done' }).waitFor({ timeout: 30_000 });
    await customer('9845765999').waitFor();
    // The record, the owner of the new number, and the write.
    assert.equal(sandbox.requests - before, 3);
    assert.deepEqual(await states(), ['Done', '', '', '']);
    await picture('bulk-followed', () => customer('9845765999').waitFor());
  });

  it('Save Result and Save Rows to Correct → the outcome of each row, and the rows to correct', async function () {
    this.timeout(60_000);
    const result = await saved('Save Result…', 'corrections (result).csv');
    assert.deepEqual(
      result.slice(1).map((line) => line.split(',').slice(2, 6).join()),
      [
        '61371820,updated,61371820,Nishchal',
        '65245,taken,65245,Ker',
        '65033646,invalid,,Qwera',
        '77777777,invalid,,Nobody',
      ],
    );
    const failures = await saved('Save Rows to Correct…', 'corrections (to correct).csv');
    const reasons = [
      'Reason (Kapture),',
      /^The phone number 9845765226 belongs to Nishchal \(customer 61371820\)\.,$/,
      /^"Phone: A spreadsheet shortened the number 9\.87E\+09, .* \[#[0-9a-f]{8}\]",$/,
      'No customer has this ID.,',
    ];
    const rows = table.trimEnd().split('\n');
    assert.equal(failures.length, reasons.length);
    for (const [index, own] of [rows[0], ...rows.slice(2)].entries()) {
      assert.ok(failures[index]!.endsWith(own!), failures[index]);
      const reason = failures[index]!.slice(0, -own!.length);
      const expected = reasons[index]!;
      if (typeof expected === 'string') assert.equal(reason, expected);
      else assert.match(reason, expected);
    }
  });

  it('the rows to correct, imported as they are → no question, and no row that can be written', async function () {
    this.timeout(90_000);
    await workbench.runCommand('View: Show Explorer');
    await workbench.page
      .locator('.explorer-viewlet .monaco-list-row', { hasText: 'corrections (to correct).csv' })
      .click({ button: 'right' });
    await workbench.chooseFromMenu('Add or Update Customers from File…');
    await page.locator('h1', { hasText: 'Plan: corrections (to correct).csv' }).waitFor();
    await page.locator('.body .cell.kind', { hasText: 'Taken' }).waitFor();
    assert.deepEqual(await kinds(), ['Taken', 'Invalid', 'Invalid']);
    await row(2).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'Phone: Not corrected yet: A spreadsheet shortened' }).waitFor();
    await picture('bulk-not-corrected', () => page.locator('.active li', { hasText: 'Not corrected yet' }).waitFor());
    await workbench.runCommand('View: Close Editor');
    await page.locator('h1', { hasText: 'Plan: corrections.csv' }).waitFor();
    await workbench.clickActivityBar('Kapture');
    await customer('9845765999').waitFor();
  });

  it('Make Revert Plan → the previous number, also in the Customers view', async function () {
    this.timeout(120_000);
    await action('Make Revert Plan').click();
    await page.locator('h1', { hasText: 'Revert: corrections.csv' }).waitFor();
    await page.locator('.body .cell.kind', { hasText: 'Update' }).waitFor();
    await action(/^Revert 1/).click();
    await workbench.answerDialog('Revert 1 customer on Sandbox?', 'Revert on Sandbox');
    await page.locator('.summary', { hasText: '1 of 1 write is done' }).waitFor({ timeout: 30_000 });
    await customer('9845765226').waitFor();
  });

  it('cells from the clipboard, with an email address of two customers → ambiguous', async function () {
    this.timeout(90_000);
    await workbench.page.evaluate(
      `navigator.clipboard.writeText(${JSON.stringify(`Email\tCity\n${shared}\tGoa\nnisch123@gmail.com\tPune\nnew@example.com\tKochi\n`)})`,
    );
    await workbench.runCommand('Kapture: Add or Update Customers from Clipboard…');
    await workbench.quickInput.pick('Make Plan');
    await page.locator('h1', { hasText: 'Plan: Clipboard' }).waitFor();
    await page.locator('.body .cell.kind', { hasText: 'Ambiguous' }).waitFor();
    await row(1).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'Several customers have this value.' }).waitFor();
    await picture('bulk-ambiguous', () => page.locator('.active h3', { hasText: 'Ambiguous' }).waitFor());
  });

  it('a field of several customers → a plan for them', async function () {
    this.timeout(120_000);
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 7 days');
    const days = workbench.page.locator('.pane-body .monaco-list-row[aria-level="1"][aria-label*=" customer"]');
    await workbench.waitFor('all days', async () => (await days.count()) === 7);
    // A day with one customer does not say customers.
    const day = workbench.page.locator('.pane-body .monaco-list-row[aria-level="1"][aria-label*=" customers"]').first();
    if ((await day.getAttribute('aria-expanded')) === 'false') await day.locator('.monaco-tl-twistie').click();
    const customers = workbench.page.locator('.pane-body .monaco-list-row[aria-level="2"]');
    await customers.first().click();
    for (let rows = 0; rows < 2; rows++) await workbench.press('Shift+ArrowDown');
    await customers.first().click({ button: 'right' });
    await workbench.chooseFromMenu('Change Field of Customers…');
    await workbench.quickInput.pick('city');
    await workbench.waitFor('the box', async () =>
      /The value for every row/.test(await workbench.quickInput.message()),
    );
    await workbench.quickInput.type('Panaji');
    await workbench.quickInput.accept();
    await page.locator('h1', { hasText: 'Plan: city' }).waitFor();
    await page.locator('.body .row').nth(1).waitFor();
    await picture('bulk-field', () => page.locator('.body .row').first().waitFor());
  });
});
