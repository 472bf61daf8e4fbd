import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

describe('the filter of customers and marks in an edited customer', () => {
  const vscode = useWorkbench({
    settings: { 'kapture.defaultConnection': 'Sandbox', 'files.autoSave': 'off' },
  });
  let workbench: Workbench;
  let axe: string;
  before(async function () {
    this.timeout(60_000);
    workbench = vscode.workbench;
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await workbench.clickActivityBar('Kapture');
    await workbench.treeItem('Examples').waitFor();
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 30 days');
    await workbench.listFocused();
    await workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').first().waitFor();
  });

  /** Rules that VS Code's own rows and key labels of every quick pick violate. */
  const markupOfVSCode = ['aria-allowed-attr', 'aria-prohibited-attr', 'label-content-name-mismatch'];
  const violations = async (selector: string): Promise<string[]> => {
    await workbench.page.evaluate(`${axe}; 0`);
    const found = await workbench.page.evaluate<readonly { id: string; nodes: { html: string }[] }[]>(
      `axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
    );
    return found
      .filter(({ id }) => !markupOfVSCode.includes(id))
      .map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`);
  };
  /** Waits for an item with this label, description or detail. */
  const offers = (text: string): Promise<void> =>
    workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().waitFor();
  const message = (text: string | RegExp) => workbench.page.locator('.pane-body .message').filter({ hasText: text });
  /** Asserts what the title of the view says, and that the connection is not cut off beside the icons of the view. */
  const assertDescribed = async (expected: RegExp): Promise<void> => {
    const header = workbench.page.locator('.pane-header').filter({ hasText: 'Customers' });
    await header.hover();
    await header.getByRole('button', { name: 'Pull Customers by Date Range' }).waitFor();
    const description = header.locator('.description');
    assert.match(await description.innerText(), expected);
    const [end, edge] = await workbench.page.evaluate<[number, number]>(`(() => {
      const title = [...document.querySelectorAll('.pane-header .description')].find(({ textContent }) => textContent.startsWith('Sandbox · '));
      const range = document.createRange();
      range.setStart(title.firstChild, 0);
      range.setEnd(title.firstChild, 'Sandbox'.length);
      return [range.getBoundingClientRect().right, title.getBoundingClientRect().right - 13];
    })()`);
    assert.ok(end <= edge, `the connection ends at ${end}, and is cut off at ${edge}`);
  };

  for (const [theme, width] of lookPairs) {
    const name = theme.toLowerCase().replace(' ', '-');
    // Each theme uses another filter, because a filter can only be saved once.
    const agent = theme === 'Light Modern' ? 'neem' : 'lotus';
    const saved = `has:agent agent:${agent}`;
    const title = `Customers of ${agent}`;
    const picture = (state: string): Promise<unknown> => workbench.screenshot(`filter-${state}-${name}`);

    it(`a filter (${theme}) → is composed with the keyboard, saved, and chosen by its name`, async function () {
      this.timeout(120_000);
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('Kapture: Filter Records…');
      await offers('missing:');
      await picture('conditions');
      assert.deepEqual(await violations('.quick-input-widget'), []);
      // Down and Enter insert the suggestion, and the cursor stays behind it.
      await workbench.type('has:ag');
      // This is the item of the typed text. Enter does not accept an item of an earlier text, such as `has:agent`.
      await workbench.quickInput.row('has:ag').waitFor();
      await offers('has:agent');
      await workbench.press('ArrowDown');
      await workbench.press('Enter');
      await workbench.waitFor('the condition', async () => (await workbench.quickInput.value()) === 'has:agent ');
      await workbench.type('agent:');
      await offers('agent:="Agent Neem"');
      // The most frequent values come first, whatever their length is.
      const values = await workbench.page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ hasText: 'agent:=' })
        .evaluateAll((all) =>
          (all as unknown as { dataset: { index: string }; innerText: string }[])
            .toSorted((one, other) => Number(one.dataset.index) - Number(other.dataset.index))
            // The first row also has the title of its group.
            .map(({ innerText }) => Number(/"\s*(\d+)/.exec(innerText)?.[1])),
        );
      assert.ok(values.length > 3 && values.every(Number.isInteger), String(values));
      assert.deepEqual(
        values,
        values.toSorted((one, other) => other - one),
      );
      await picture('values');
      await workbench.type(agent);
      await message(new RegExp(`^Filter “${saved}” · \\d+ of \\d+ customers`)).waitFor();
      await workbench.type(' created:>2025-13');
      await offers('The month 13 does not exist.');
      await picture('problem');
      await workbench.press('Enter');
      // The last filter without a problem stays in effect.
      await message(new RegExp(`^Filter “${saved} created:>2025”`)).waitFor();
      assert.equal(await workbench.quickInput.isShown(), true);
      for (let index = 0; index < ' created:>2025-13'.length; index++) await workbench.press('Backspace');
      // Until this message appears, rows of the earlier text are still replaced.
      await message(new RegExp(`^Filter “${saved}”`)).waitFor();
      await offers('Save Filter…');
      await workbench.press('ArrowDown');
      await workbench.press('Enter');
      await workbench.page.locator('.quick-input-title').filter({ hasText: 'Save Filter' }).waitFor();
      await workbench.type(title);
      await picture('name');
      await workbench.press('Enter');
      await message(`Filter ${title} (“${saved}”)`).waitFor();
      await workbench.runCommand('Kapture: Clear Filter');
      await message('Filter').waitFor({ state: 'detached' });
      await workbench.runCommand('Kapture: Filter Records…');
      await offers(title);
      await picture('saved');
      await workbench.quickInput.pick(title);
      await workbench.quickInput.gone();
      await message(`Filter ${title} (“${saved}”)`).waitFor();
      await assertDescribed(/^Sandbox · [^·]+$/);
      await picture('active');
      await workbench.runCommand('Kapture: Clear Filter');
      await message('Filter').waitFor({ state: 'detached' });
      await assertDescribed(/^Sandbox · \d+ · [^·]+$/);
    });

    it(`a filter without a match (${theme}) → says so once, and offers to edit or clear it`, async () => {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('Kapture: Filter Records…');
      await workbench.quickInput.type('agent:nobody');
      await workbench.quickInput.accept();
      await workbench.quickInput.gone();
      const view = workbench.page.locator('.pane').filter({ hasText: 'Customers' }).first();
      // The title of the view has an action of the same name.
      const button = (label: string) =>
        view.locator('.monaco-button').and(view.getByRole('button', { name: label, exact: true }));
      await view.getByText('Nothing matches the filter.').waitFor();
      await picture('no-match');
      assert.equal((await view.innerText()).match(/\b0 of /g)?.length, 1);
      await button('Edit Filter').click();
      await workbench.waitFor('the filter', async () => (await workbench.quickInput.value()) === 'agent:nobody');
      await workbench.quickInput.cancel();
      // The filter is cleared by keyboard, from the view.
      await workbench.runCommand('Kapture: Focus on Customers View');
      const clear = button('Clear Filter');
      await workbench.waitFor('the focus on the button', async () => {
        if (await clear.and(workbench.page.locator(':focus')).count()) return true;
        await workbench.press('Tab');
        return false;
      });
      await workbench.press('Enter');
      await clear.waitFor({ state: 'hidden' });
      await workbench.page.locator('.pane-body .monaco-list-row').first().waitFor();
    });
  }
});
