import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { GeneratedCustomers } from '../../src/sandbox/generator.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../../src/sandbox/sandboxResponse.ts';
import { useWorkbench, type Theme, type Workbench } from './harness.ts';
import { PlanPage, workspaceWithTable } from './planPage.ts';
import { updateAsOtherUser } from './updateAsOtherUser.ts';

/** The sandbox generates the same customers at each run. */
const now = (): number => Date.UTC(2026, 0, 31, 12);
const generated = [...new GeneratedCustomers({ now }).between('2025-11-01 00:00:00', '2026-01-30 23:59:59')];
const [masked, other] = generated.filter(({ phoneMasked }) => phoneMasked);
const nishchal = '61371820';
const qwera = '65033646';

/** A masked field beside another field, a conflict, a rejected row, a row that is written, and a masked field alone. */
const table = `ID,Phone,City
${masked!.id},9845011111,Goa
${nishchal},,Pune
${qwera},9845033333,
65245,,Kochi
${other!.id},9845022222,
`;

/** Responds as if another user had just added a customer with the phone number. */
const rejectQwera = ({ path, body }: SandboxRequest): SandboxResponse | undefined =>
  path === operations.update.path && body.includes(qwera)
    ? jsonResponse(400, { message: 'This mobile number already exists. Please enter a new one.', status: 'failed' })
    : undefined;

// The number is large enough that some customers are left when the sandbox becomes slow.
const count = 100;
const adds = `Name,Phone\n${Array.from({ length: count }, (_, index) => `Customer ${index},${9_100_000_000 + index}\n`).join('')}`;

const slow = { fault: 'slow', seconds: 0.4 } as const;
/** A fault that lasts until the planning is interrupted. */
const withoutEnd = { fault: 'slow', seconds: 600 } as const;

describe('a plan after its run, and one that is not complete', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox({ now, override: rejectQwera });
    const options = await workspaceWithTable(sandbox, 'cities.csv', table);
    await writeFile(path.join(options.workspace!, 'adds.csv'), adds);
    return options;
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

  const group = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const numbers = (): Promise<string[]> => page.locator('.body .cell.number').allInnerTexts();
  /** The number of customers that are left to look up. The summary does not have it during a lookup. */
  async function leftToLookUp(): Promise<number> {
    const text = await page.getByRole('button', { name: /^Not looked up/ }).innerText();
    return Number(/\d+$/.exec(text)?.[0]);
  }

  it('a field that Kapture masks beside another one → counted before the run, and named in the details', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('View: Show Explorer');
    await plan.importFromExplorer('cities.csv');
    await workbench.quickInput.pick('Create Plan');
    await plan.firstRow();
    assert.deepEqual(await plan.states(), ['Update', 'Update', 'Update', 'Update', 'Masked']);
    await plan.summary('Adds: 0. Updates: 4. Nothing has been written. 1 update omits masked or redacted values.');
    await plan.activate(1, 'Row 1 (line 2) · Update');
    assert.deepEqual(await plan.details(), ['Kapture masks these fields, so they are not sent: phone.']);
    await workbench.screenshot('bulk-masked');
  });

  /** Selects Write while the file of the plan is not as it was, and answers the confirmation. */
  async function answerChanged(theme: Theme, answer: string): Promise<void> {
    const confirmation = 'Write 4 customers to Sandbox?';
    await workbench.setTheme(theme);
    await plan.action(/^Write 4/).click();
    await workbench
      .dialog(confirmation)
      .filter({
        hasText:
          'cities.csv has changed since this plan was created, so create a new plan if you want to write its new values.',
      })
      .waitFor();
    for (const width of [1440, 1280]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await workbench.screenshot(`bulk-changed-file-${width}-${theme.split(' ')[0]!.toLowerCase()}`);
    }
    await workbench.answerDialog(confirmation, answer);
  }

  it('the file has changed, Write → the confirmation says so; declined → nothing is sent', async function () {
    this.timeout(90_000);
    const file = path.join(workbench.folder, 'cities.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Kochi', 'Agra'));
    const before = sandbox.requests;
    await answerChanged('Light Modern', "Don't Write");
    await page.locator('.notice', { hasText: 'Nothing was sent.' }).waitFor();
    assert.equal(sandbox.requests, before);
  });

  it('confirmed → the values of the plan are written; a row without its masked field is done in part', async function () {
    this.timeout(120_000);
    await updateAsOtherUser(sandbox, nishchal, { city: 'Mysuru' });
    await answerChanged('Dark Modern', 'Write to Sandbox');
    await plan.summary(
      '2 of 4 writes are done. Partly done, because values are masked or redacted, or Kapture ignored blank values: 1.',
    );
    const results = ['Partly done', 'Conflict', 'Failed', 'Done', 'Masked'];
    await workbench.waitFor('the results', async () => (await plan.states()).join() === results.join());
    assert.match(await plan.row(4).locator('.cell.changes').innerText(), /→ Kochi$/);
    await group('Partly done 1').click();
    await workbench.waitFor('the row alone', async () => (await numbers()).join() === '1');
    await group('All').click();
    await workbench.waitFor('all rows', async () => (await numbers()).join() === '1,2,3,4,5');
    assert.equal(await page.locator('.state-partly-done').count(), 1);
    await plan.activate(1, 'Row 1 (line 2) · Partly done');
    assert.deepEqual(await plan.details(), ['Kapture masks these fields, so they are not sent: phone.']);
    await plan.picture('bulk-in-part');
    for (const width of [1440, 1280]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await plan.firstRow();
      await plan.showsWhole(['key', 'changes', 'state']);
    }
    assert.deepEqual(await plan.violations(), []);
  });

  it('planning is canceled → the plan says how many customers are left, also after a reload of the window', async function () {
    this.timeout(120_000);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('View: Show Explorer');
    sandbox.setFault(slow);
    await plan.importFromExplorer('adds.csv');
    await workbench.quickInput.pick('Create Plan');
    // At this point, some customers are looked up, and some are not.
    await workbench.notification(new RegExp(`Looking up customers · [1-9]\\d* of ${count}`)).waitFor();
    sandbox.setFault(withoutEnd);
    await workbench.answerNotification('Planning adds.csv', 'Cancel');
    await plan.title('Plan: adds.csv');
    const left = await leftToLookUp();
    await plan.summary(
      `Adds: ${count - left}. Updates: 0. Nothing has been written. Customers that have not been looked up yet: ${left}.`,
    );
    await plan.action('Look Up Customers').waitFor();
    assert.equal(await plan.action(/^Write/).count(), 0);
    await plan.picture('bulk-planning-canceled');
    assert.deepEqual(await plan.violations(), []);
    await workbench.reloadWindow();
    await plan.summary(`Customers that have not been looked up yet: ${left}.`);
  });

  it('Look Up Customers, and a reload during it → fewer are left, and the rest can be looked up', async function () {
    this.timeout(120_000);
    const left = await leftToLookUp();
    sandbox.setFault(slow);
    await plan.action('Look Up Customers').click();
    await page.locator('.running p', { hasText: /^Looking up customers/ }).waitFor();
    await workbench.waitFor('one more customer', async () => (await leftToLookUp()) < left);
    sandbox.setFault(withoutEnd);
    await workbench.reloadWindow();
    await plan.action('Look Up Customers').waitFor();
    const rest = await leftToLookUp();
    assert.ok(rest > 0 && rest < left, String(rest));
    sandbox.setFault({ fault: 'none' });
    await plan.action('Look Up Customers').click();
    await plan.summary(`Adds: ${count}. Updates: 0. Nothing has been written.`);
    await plan.action(`Write ${count} Customers…`).waitFor();
  });
});
