import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../../src/sandbox/sandboxResponse.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { PlanPage, workspaceWithTable } from './planPage.ts';

/** A phone number to correct, one that belongs to another customer, a damaged one, and an unknown ID. */
const table = `ID,Name,Phone
61371820,Nishchal,+91 98457-65999
65245,Ker,9845765226
65033646,Qwera,9.87E+09
77777777,Nobody,9000000001
`;

/** Two customers have this email address. */
const shared = 'shared@example.com';
const override = ({ body }: SandboxRequest): SandboxResponse | undefined =>
  body.includes(shared)
    ? jsonResponse(200, {
        'Customer Details': [
          { id: 1001, name: 'Asha Rao', email: shared },
          { id: 1002, name: 'Bala Iyer', email: shared },
        ],
        status: 'success',
      })
    : undefined;

describe('phone numbers to correct', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox({ override });
    return workspaceWithTable(sandbox, 'corrections.csv', table);
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

  const customer = (text: string): Locator => workbench.treeItem(text);

  /** Saves a file of the plan under the suggested name. Returns its rows. */
  async function saved(button: string, name: string): Promise<string[]> {
    await plan.action(button).click();
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
    await plan.importFromExplorer('corrections.csv');
    await workbench.quickInput.row('Make Plan').waitFor();
    const text = await workbench.page.locator('.quick-input-widget:visible').innerText();
    assert.match(text, /→ kapture_customer_id/);
    await workbench.quickInput.pick('Make Plan');
    await plan.firstRow();
    assert.deepEqual(await plan.kinds(), ['Update', 'Taken', 'Invalid', 'Invalid']);
    await plan.activate(1, 'Row 1');
    // All repairs of the cell are one line.
    assert.deepEqual(await plan.details(), [
      'Phone: “+91 98457-65999” is read as “9845765999”. Spaces and punctuation were removed from the phone number. The prefix +91 of the phone number was removed.',
    ]);
    await plan.row(2).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'belongs to Nishchal (customer 61371820)' }).waitFor();
    await plan.picture('bulk-taken', () => page.locator('.active li', { hasText: 'Nishchal' }).waitFor());
  });

  it('a high-contrast theme, and the focus is elsewhere → the active row is marked', async function () {
    this.timeout(60_000);
    interface Styles {
      getComputedStyle(row: unknown): { readonly outlineStyle: string };
    }
    const outlineOf = (number: number): Promise<string> =>
      plan.row(number).evaluate((row) => (globalThis as unknown as Styles).getComputedStyle(row).outlineStyle);
    for (const theme of ['Dark High Contrast', 'Light High Contrast'] as const) {
      await workbench.setTheme(theme);
      await page.locator('.search').focus();
      await workbench.waitFor('the outline', async () => (await outlineOf(2)) === 'solid');
      assert.equal(await outlineOf(1), 'none');
      await workbench.screenshot('bulk-active', theme);
    }
  });

  it('Enter on a row that cannot be sent → its request, with the row and the reason in comments', async function () {
    this.timeout(60_000);
    await plan.row(3).locator('.cell.number').click();
    await workbench.press('Enter');
    await workbench.waitForEditorText(/\/\/ Row 3 of corrections\.csv: Invalid/);
    await workbench.waitForEditorText(/\/\/ Phone: The number 9\.87E\+09 is shortened/);
    await plan.picture('bulk-row-request', () => workbench.editorText('9.87E+09').waitFor());
    await workbench.runCommand('View: Close Editor');
    await workbench.answerDialog(/update-customer/, "Don't Save");
  });

  it('Save Plan → what each row would do', async function () {
    this.timeout(60_000);
    const rows = await saved('Save Plan…', 'corrections (plan).csv');
    assert.deepEqual(
      rows.slice(1).map((line) => line.split(',').slice(2, 8).join()),
      [
        '61371820,update,yes,61371820,Nishchal,phone: 9845765226 → 9845765999',
        '65245,taken,no,65245,Ker,',
        '65033646,invalid,no,,Qwera,',
        '77777777,invalid,no,,Nobody,',
      ],
    );
  });

  it('Write → the Customers view shows the new number, without another read of the customer', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await customer('Nishchal').waitFor();
    const before = sandbox.requests;
    await plan.action(/^Write 1/).click();
    await workbench.answerDialog('Write 1 customer to Sandbox?', 'Write to Sandbox');
    await plan.summary('1 of 1 write is done');
    await customer('9845765999').waitFor();
    // The record, the owner of the new number as it is sent and as it was before its two repairs, and the write.
    assert.equal(sandbox.requests - before, 5);
    await workbench.waitFor('the result', async () => (await plan.states()).join() === 'Done,,,');
    await plan.picture('bulk-followed', () => customer('9845765999').waitFor());
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
      /^The phone number 9845765226 belongs to Nishchal \(customer 61371820\)\. \[#[0-9a-f]{8}\],$/,
      /^"Phone: The number 9\.87E\+09 is shortened, .* \[#[0-9a-f]{8}\]",$/,
      /^No customer has this ID\. \[#[0-9a-f]{8}\],$/,
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
    await plan.importFromExplorer('corrections (to correct).csv');
    await plan.title('Plan: corrections (to correct).csv');
    await page.locator('.body .row').first().waitFor();
    // The phone number of the first one is free now.
    assert.deepEqual(await plan.kinds(), ['Invalid', 'Invalid', 'Invalid']);
    await plan.row(1).locator('.cell.number').click();
    const refused = 'Not corrected yet: The phone number 9845765226 belongs to Nishchal';
    await page.locator('.active li', { hasText: refused }).waitFor();
    await plan.picture('bulk-not-corrected', () => page.locator('.active li', { hasText: refused }).waitFor());
    await plan.row(2).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'Phone: The number 9.87E+09 is shortened' }).waitFor();
    await workbench.runCommand('View: Close Editor');
    await plan.title('Plan: corrections.csv');
    await workbench.clickActivityBar('Kapture');
    await customer('9845765999').waitFor();
  });

  it('Make Revert Plan → the previous number, also in the Customers view', async function () {
    this.timeout(120_000);
    await plan.action('Make Revert Plan').click();
    await plan.title('Revert: corrections.csv');
    await page.locator('.body .cell.kind', { hasText: 'Update' }).waitFor();
    await plan.action(/^Revert 1/).click();
    await workbench.answerDialog('Revert 1 customer on Sandbox?', 'Revert on Sandbox');
    await plan.summary('1 of 1 write is done');
    await customer('9845765226').waitFor();
    const result = await saved('Save Result…', 'Revert corrections (result).csv');
    assert.equal(result.length, 2);
  });

  it('cells from the clipboard, with an email address of two customers → ambiguous', async function () {
    this.timeout(90_000);
    await workbench.page.evaluate(
      `navigator.clipboard.writeText(${JSON.stringify(`Email\tCity\n${shared}\tGoa\nnisch123@gmail.com\tPune\nnew@example.com\tKochi\n`)})`,
    );
    await workbench.runCommand('Kapture: Add or Update Customers from Clipboard…');
    await workbench.quickInput.pick('Make Plan');
    await plan.title('Plan: Clipboard');
    await page.locator('.body .cell.kind', { hasText: 'Ambiguous' }).waitFor();
    await plan.row(1).locator('.cell.number').click();
    await page.locator('.active li', { hasText: 'Several customers have this value.' }).waitFor();
    await plan.picture('bulk-ambiguous', () => page.locator('.active h3', { hasText: 'Ambiguous' }).waitFor());
  });
});
