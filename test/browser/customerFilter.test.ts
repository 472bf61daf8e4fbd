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
    await workbench.quickInput.pick('Last 7 days');
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

  for (const [theme, width] of lookPairs) {
    const name = theme.toLowerCase().replace(' ', '-');
    // A filter is only saved once.
    const agent = theme === 'Light Modern' ? 'neem' : 'lotus';
    const saved = `missing:email agent:${agent}`;
    const picture = (state: string): Promise<unknown> => workbench.screenshot(`filter-${state}-${name}`);

    it(`a filter (${theme}) → is composed with the keyboard, saved, and chosen by its name`, async function () {
      this.timeout(120_000);
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('Kapture: Filter Customers…');
      await offers('missing:');
      await picture('conditions');
      assert.deepEqual(await violations('.quick-input-widget'), []);
      // Down and Enter add the suggestion; the cursor stays behind it.
      await workbench.type('missing:em');
      // The item of this text. Enter accepts no item that was offered for an earlier one, as `missing:email` was.
      await workbench.quickInput.row('missing:em').waitFor();
      await offers('missing:email');
      await workbench.press('ArrowDown');
      await workbench.press('Enter');
      await workbench.waitFor('the condition', async () => (await workbench.quickInput.value()) === 'missing:email ');
      await workbench.type('agent:');
      await offers('agent:="Agent Neem"');
      // The most frequent values come first, whatever their length is.
      const values = await workbench.page
        .locator('.quick-input-list .monaco-list-row')
        .filter({ hasText: 'agent:=' })
        .evaluateAll((all) =>
          (all as unknown as { dataset: { index: string }; innerText: string }[])
            .toSorted((one, other) => Number(one.dataset.index) - Number(other.dataset.index))
            // The first row also has the title of the group.
            .map(({ innerText }) => Number(/"\s*(\d+)/.exec(innerText)?.[1])),
        );
      assert.ok(values.length > 3 && values.every(Number.isInteger), String(values));
      assert.deepEqual(
        values,
        values.toSorted((one, other) => other - one),
      );
      await picture('values');
      await workbench.type(agent);
      await message(new RegExp(`^Filter “${saved}”: \\d+ of \\d+ customers`)).waitFor();
      await workbench.type(' created:>2026-13');
      await offers('The month 13 does not exist.');
      await picture('problem');
      await workbench.press('Enter');
      // The last filter without a problem stays.
      await message(new RegExp(`^Filter “${saved} created:>2026”`)).waitFor();
      assert.equal(await workbench.quickInput.isShown(), true);
      for (let index = 0; index < ' created:>2026-13'.length; index++) await workbench.press('Backspace');
      // Rows of an earlier text are replaced until then.
      await message(new RegExp(`^Filter “${saved}”`)).waitFor();
      await offers('Save Filter…');
      await workbench.press('ArrowDown');
      await workbench.press('Enter');
      await workbench.page.locator('.quick-input-title').filter({ hasText: 'Save Filter' }).waitFor();
      await workbench.type(`${agent} without email`);
      await picture('name');
      await workbench.press('Enter');
      const header = workbench.page.locator('.pane-header').filter({ hasText: 'Customers' });
      await header.getByText(`${agent} without email`).waitFor();
      await workbench.runCommand('Kapture: Clear Customer Filter');
      await message('Filter').waitFor({ state: 'detached' });
      await workbench.runCommand('Kapture: Filter Customers…');
      await offers(`${agent} without email`);
      await picture('saved');
      await workbench.quickInput.pick(`${agent} without email`);
      await workbench.quickInput.gone();
      await message(new RegExp(`^Filter “${saved}”`)).waitFor();
      await picture('active');
      await workbench.runCommand('Kapture: Clear Customer Filter');
      await message('Filter').waitFor({ state: 'detached' });
    });

    it(`a changed field (${theme}) → a mark, a hover with the original value, and Revert Field`, async function () {
      this.timeout(120_000);
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('Kapture: Edit Customer…');
      await workbench.quickInput.type('65033646');
      await workbench.quickInput.accept();
      const bars = workbench.editor().locator('.cdr[class*="ced-"]');
      await workbench.typeOver('city', 'Agra');
      await workbench.waitFor('a mark', async () => (await bars.count()) > 0);
      await workbench.runCommand('Show or Focus Hover');
      await workbench.page.locator('.monaco-hover').getByText('Changed by you. Original: ').waitFor();
      await workbench.screenshot(`edit-marks-${name}`);
      await workbench.page.locator('.monaco-hover').getByText('Show Changes').click();
      await workbench.page.locator('.monaco-diff-editor').waitFor();
      await workbench.runCommand('View: Close Editor');
      await workbench.editorText('Agra').waitFor();
      await workbench.runCommand('Kapture: Revert Field');
      await workbench.waitForEditorText(/"city": "(?!Agra)/);
      await workbench.runCommand('File: Revert File');
      await workbench.runCommand('View: Close All Editors');
    });
  }
});
