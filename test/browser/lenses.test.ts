import assert from 'node:assert/strict';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

/** What a lens says, and by how many pixels it is cut off. */
interface CutLens {
  readonly text: string;
  readonly pixels: number;
}

/** Every lens that the edge of its editor or the scroll bar, which is 14 pixels wide, cuts off. */
const cutLenses = `[...document.querySelectorAll('.editor-instance .monaco-editor[role=code]')].flatMap((editor) => {
  const edge = editor.getBoundingClientRect().right - 14;
  return [...editor.querySelectorAll('.codelens-decoration > :is(a, span)')]
    .map((lens) => ({ text: lens.textContent, pixels: Math.ceil(lens.getBoundingClientRect().right - edge) }))
    .filter(({ pixels }) => pixels > 0);
})`;

describe('the lines of actions, with two editors side by side and the side bar open', () => {
  const vscode = useWorkbench({
    workspace: demoWorkspace,
    settings: {
      'kapture.defaultConnection': 'Sandbox',
      'kapture.connections': [{ name: 'ProdLocal', baseUrl: 'https://acme.invalid', role: 'production' }],
    },
  });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  /** Takes a picture in each look. Returns the lenses that are cut off, which must not be those of actions. */
  const cutAnywhere = async (state: string): Promise<string[]> => {
    const found: string[] = [];
    for (const [theme, width] of lookPairs) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.screenshot(`lenses-${state}-${width}`, theme);
      for (const { text, pixels } of await workbench.page.evaluate<CutLens[]>(cutLenses))
        found.push(`${width}: ${text.replaceAll('\u00a0', ' ')} by ${pixels} pixels`);
    }
    return found;
  };

  const twoEditors = (): Promise<unknown> =>
    workbench.waitFor(
      'the second editor',
      async () => (await workbench.page.locator('.editor-group-container').count()) === 2,
    );

  it('a request with variables, and its response → nothing is cut off', async () => {
    await workbench.openFile('3 add.kapture-add.json');
    await workbench.typeOver('phone', '{{$phone}}');
    await workbench.codeLens('Send to').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await twoEditors();
    assert.deepEqual(await cutAnywhere('sent'), []);
  });

  it('a dry run beside it → nothing is cut off', async () => {
    await workbench.codeLens('Dry Run').click();
    await workbench.anyCodeLens('Nothing was sent.').waitFor();
    assert.deepEqual(await cutAnywhere('dry-run'), []);
    await workbench.runCommand('View: Close Editors in Other Groups');
  });

  it('a customer that was saved, and its record → nothing is cut off', async () => {
    await workbench.runCommand('Kapture: Edit Customer…');
    await workbench.quickInput.type('65033646');
    await workbench.quickInput.accept();
    await workbench.codeLens('Save to Sandbox').waitFor();
    await workbench.typeOver('city', 'Agra');
    await workbench.save();
    await workbench.statusBarItem('Saved on Sandbox: city').waitFor();
    await workbench.runCommand('View: Split Editor Right');
    await twoEditors();
    await workbench.titleAction('More Actions').click();
    await workbench.chooseFromMenu('Open Customer');
    await workbench.codeLens('Edit Customer').waitFor();
    assert.deepEqual(await cutAnywhere('edited'), []);
  });

  it('a response of the history → its actions are not cut off', async () => {
    await workbench.runCommand('Kapture: Focus on History View');
    await workbench.page
      .getByRole('treeitem', { name: /^Update Customer, success/ })
      .first()
      .click();
    await workbench.codeLens('Open Customer').waitFor();
    await twoEditors();
    assert.deepEqual(await cutAnywhere('history'), []);
  });

  it('an Update with variables that is pinned to a production connection → its actions are not cut off', async () => {
    await workbench.openFile('4 update.kapture-update.json');
    await workbench.typeOver('customer_name', '{{$name}}');
    await workbench.runCommand('Kapture: Pin Request to Connection…');
    await workbench.quickInput.pick('ProdLocal');
    await workbench.codeLens('Send to ProdLocal (production)').waitFor();
    await workbench.codeLens('Change Pin').waitFor();
    await twoEditors();
    assert.deepEqual(await cutAnywhere('production'), []);
  });

  it('the values of a query → their actions are not cut off', async () => {
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.press('Control+1');
    await workbench.runCommand('Kapture: Query Response or Record…');
    await workbench.quickInput.type('$..contacts[?@.phone != "1"]["name","phone"]');
    await workbench.press('Enter');
    await workbench.anyCodeLens('Show Paths').waitFor();
    await twoEditors();
    assert.deepEqual(await cutAnywhere('query'), []);
  });

  it('New Request → no description is cut off', async () => {
    const cut = `[...document.querySelectorAll('.quick-input-list .monaco-list-row *')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent)`;
    for (const [theme, width] of lookPairs) {
      await workbench.setTheme(theme);
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.runCommand('Kapture: New Request…');
      await workbench.quickInput.row('Add Customer').waitFor();
      await workbench.screenshot(`new-request-${width}`);
      assert.deepEqual(await workbench.page.evaluate<string[]>(cut), [], String(width));
      await workbench.quickInput.cancel();
    }
  });
});
