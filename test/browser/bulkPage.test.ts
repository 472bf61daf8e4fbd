import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { themes, useWorkbench, type Theme, type Workbench } from './harness.ts';
import { PlanPage, workspaceWithTable } from './planPage.ts';

const nbsp = '\u00a0';
/** One row with several repairs, one with a blank before the quotes of a cell, and one of each other kind. */
const table = `Customer Name,Mobile,E-mail,City,Gender
  Padded${nbsp}Name  ,+91 98111-00015,,${nbsp}Pune ,Male
Blank quote, "9811100012",,Goa,
Vivaan Singh,6465867000,,Mysore,
Simran Iyer,6438212677,,Pune,
Simran Iyer,6438212677,,Nagpur,
Arjun,6455249708,joseph.nair.3utop@example.in,,
${Array.from({ length: 28 }, (_, row) => `Customer ${row},${9_811_200_000 + row},,Goa,`).join('\n')}
`;
const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
];

describe('the page of a plan', () => {
  let sandbox: Sandbox;
  const vscode = useWorkbench(async () => {
    sandbox = await startSandbox();
    return workspaceWithTable(sandbox, 'customers.csv', table);
  });
  let workbench: Workbench;
  let plan: PlanPage;

  before(async function () {
    this.timeout(120_000);
    workbench = vscode.workbench;
    plan = new PlanPage(workbench);
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('View: Show Explorer');
    await plan.importFromExplorer('customers.csv');
    await workbench.quickInput.pick('Make Plan');
    await plan.firstRow();
  });
  after(() => sandbox.close());

  /** How many pixels of an element are outside of its visible part. */
  const overflowOf = (element: Locator): Promise<number> =>
    element.evaluate(({ scrollHeight, clientHeight }: { scrollHeight: number; clientHeight: number }) =>
      Math.max(0, scrollHeight - clientHeight),
    );

  it('a row with several repairs → the page does not scroll, and the details are visible', async function () {
    this.timeout(90_000);
    for (const size of sizes) {
      await workbench.page.setViewportSize(size);
      await plan.activate(1);
      assert.equal(await overflowOf(plan.page.locator('html')), 0);
      assert.equal(await overflowOf(plan.page.locator('.active')), 0);
      assert.ok((await overflowOf(plan.page.locator('.grid'))) > 0);
      for (const theme of ['Light Modern', 'Dark Modern'] satisfies Theme[]) {
        await workbench.screenshot(`bulk-page-${size.width}-${themes[theme]}`, theme);
      }
    }
  });

  it('a low window → the keyboard scrolls the details, and the page does not scroll', async function () {
    this.timeout(60_000);
    const details = plan.page.locator('.active');
    await workbench.page.setViewportSize({ width: 1280, height: 640 });
    await plan.activate(1);
    await workbench.waitFor('details that scroll', async () => (await overflowOf(details)) > 0);
    assert.equal(await overflowOf(plan.page.locator('html')), 0);
    await workbench.screenshot('bulk-page-low');
    await workbench.press('Tab');
    await plan.page.locator('.active:focus').waitFor();
    await workbench.press('End');
    await workbench.waitFor('the end of the details', () =>
      details.evaluate(({ scrollTop }: { scrollTop: number }) => scrollTop > 0),
    );
    assert.deepEqual(await plan.violations(), []);
    await plan.activate(3, 'Row 3');
    assert.equal(await details.evaluate(({ scrollTop }: { scrollTop: number }) => scrollTop), 0);
  });

  it('blanks that were repaired or refused → visible', async () => {
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    await plan.activate(1);
    const [name = ''] = await plan.details();
    assert.ok(name.includes(`“  Padded${nbsp}Name  ” is read as “Padded Name”`), name);
    await plan.activate(2);
    assert.match(await plan.row(2).locator('.changes').innerText(), /“ "9811100012"”/);
    assert.match(await plan.page.locator('.active .values').innerText(), /“ "9811100012"”/);
    await workbench.screenshot('bulk-page-blanks');
  });

  it('many kinds of rows at 1280 pixels → the search is on the line of the buttons for the rows that it finds', async () => {
    assert.equal(await plan.page.locator('.choice').count(), 7);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    const [search, button] = await Promise.all([
      plan.page.locator('.search').boundingBox(),
      plan.page.getByRole('button', { name: 'Include All Listed' }).boundingBox(),
    ]);
    const middleOf = (box: typeof search): number => (box ? box.y + box.height / 2 : NaN);
    assert.ok(Math.abs(middleOf(search) - middleOf(button)) < 3);
  });
});
