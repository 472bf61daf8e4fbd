import assert from 'node:assert/strict';
import { addDays, todayIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const customers = 50_000;
const settings: Record<string, unknown> = { 'kapture.defaultConnection': 'Sandbox' };

describe('50,000 customers', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ customers });
    settings['kapture.sandbox.port'] = sandbox.port;
  });
  after(() => sandbox.close());
  const vscode = useWorkbench({ workspace: demoWorkspace, settings });
  let workbench: Workbench;
  before(() => {
    workbench = vscode.workbench;
  });

  const pane = () =>
    workbench.page
      .locator('.pane')
      .filter({ has: workbench.page.locator('.pane-header').filter({ hasText: 'Customers' }) });
  const rows = () => pane().locator('.monaco-list-row');
  const row = (label: RegExp) => rows().filter({ hasText: label }).first();
  const message = (text: RegExp) => pane().locator('.message').filter({ hasText: text }).first();
  const pick = async (command: string, label: string): Promise<void> => {
    await workbench.runCommand(command);
    await workbench.quickInput.pick(label);
    await workbench.quickInput.gone();
  };

  it('a pull of all → the first days appear before it ends', async () => {
    const today = todayIn(defaultTimeZone);
    await workbench.clickActivityBar('Kapture');
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Other dates…');
    await workbench.waitFor('the first box', async () => /First day/.test(await workbench.quickInput.message()));
    await workbench.quickInput.type(addDays(today, -125));
    await workbench.quickInput.accept();
    await workbench.waitFor('the second box', async () => /Last day/.test(await workbench.quickInput.message()));
    await workbench.quickInput.type(today);
    await workbench.quickInput.accept();
    await pane().locator('[role=treeitem][aria-label*=" customer"]').first().waitFor();
    await workbench.screenshot('size-first');
    // Once the progress bar has stopped, the pull has ended.
    await workbench.waitFor(
      'the end of the pull',
      async () => (await pane().locator('.monaco-progress-container.active').count()) === 0,
      60_000,
    );
    await workbench.screenshot('size-days', 'Dark Modern');
  });

  it('the title of the view → shows the count and the range in full, and the count and the first day beside its icons', async () => {
    const pullButton = pane().locator('.pane-header').getByRole('button', { name: 'Pull Customers by Date Range' });
    await workbench.runCommand('View: Focus Active Editor Group');
    await workbench.page.mouse.move(800, 200);
    await pullButton.waitFor({ state: 'hidden' });
    await assertShownWhole(/^[^·]+ · [\d,]+ · .+$/);
    await workbench.screenshot('size-title', 'Dark Modern');
    await rows().first().click();
    await pullButton.waitFor();
    await assertShownWhole(/^[^·]+ · [\d,]+/);
    await workbench.screenshot('size-title-icons', 'Dark Modern');
  });

  /** Asserts that the description in the title of the view begins with a text, and that this text is not cut off. */
  async function assertShownWhole(beginning: RegExp): Promise<void> {
    const description = await pane().locator('.pane-header .description').innerText();
    const text = beginning.exec(description)?.[0];
    assert.ok(text, description);
    // The right edge of this part of the title, and where the title is truncated.
    const [end, edge] = await workbench.page.evaluate<[number, number]>(`(() => {
      const title = [...document.querySelectorAll('.pane-header .description')].find(({ textContent }) => textContent.startsWith('${text}'));
      const range = document.createRange();
      range.setStart(title.firstChild, 0);
      range.setEnd(title.firstChild, ${text.length});
      const { right } = title.getBoundingClientRect();
      const isTruncated = title.scrollWidth > title.clientWidth;
      return [range.getBoundingClientRect().right, isTruncated ? right - Number.parseFloat(getComputedStyle(title).fontSize) : right];
    })()`);
    assert.ok(end <= edge, `${text} ends at ${end}, and is cut off at ${edge}`);
  }

  it('Oldest first → the days are reversed too', async () => {
    const firstDay = await rows().first().getAttribute('aria-label');
    await workbench.runCommand('Kapture: Group and Sort Records…');
    await workbench.quickInput.row('Oldest first').waitFor();
    await workbench.screenshot('size-sort');
    await workbench.quickInput.pick('Oldest first');
    await workbench.waitFor(
      'another day on top',
      async () => (await rows().first().getAttribute('aria-label')) !== firstDay,
    );
    await workbench.screenshot('size-oldest', 'Dark Modern');
    await pick('Kapture: Group and Sort Records…', 'Newest first');
    await workbench.waitFor(
      'the newest day on top',
      async () => (await rows().first().getAttribute('aria-label')) === firstDay,
    );
  });

  it('grouped by city → a long group has pages', async () => {
    await pick('Kapture: Group and Sort Records…', 'City');
    await row(/^Mumbai/).waitFor();
    await workbench.screenshot('size-cities', 'Light Modern');
    await row(/^Mumbai/).click();
    await pane().locator('[aria-label^="Customer "]').first().waitFor();
    await rows().first().click();
    const more = row(/Show More…/);
    await workbench.waitFor('the end of the page', async () => {
      await workbench.press('PageDown');
      return (await more.count()) > 0;
    });
    assert.match(await more.innerText(), /[\d,]+ not shown/);
    await workbench.screenshot('size-more', 'Dark Modern');
    await more.click();
    await workbench.waitFor('more rows', async () => {
      await workbench.press('PageDown');
      return (await more.count()) === 0;
    });
  });

  it('a filter → is applied while it is typed', async () => {
    await workbench.runCommand('Kapture: Filter Records…');
    await workbench.quickInput.type('reddy');
    const items = workbench.page.locator('.quick-input-list .monaco-list-row');
    await items.filter({ hasText: /\d,\d{3} of \d\d,\d{3} customers/ }).waitFor();
    await workbench.quickInput.type('aarav reddy');
    await message(/Filter “aarav reddy” · \d+ of \d\d,\d{3} customers/).waitFor();
    await workbench.quickInput.accept();
    await workbench.quickInput.gone();
    await workbench.screenshot('size-filter', 'Light Modern');
  });

  it('a window reload → the same view, without a request', async () => {
    const before = sandbox.requests;
    await workbench.reload();
    await workbench.clickActivityBar('Kapture');
    await row(/^Mumbai/).waitFor();
    await row(/^Mumbai/).hover();
    await workbench.page
      .getByText(/pulled \d+:\d\d.*MB on disk/)
      .first()
      .waitFor();
    assert.equal(sandbox.requests, before);
    await workbench.screenshot('size-reloaded', 'Light Modern');
  });
});
