import assert from 'node:assert/strict';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

describe('requests in another dialect', () => {
  const vscode = useWorkbench({
    workspace: demoWorkspace,
    settings: {
      'kapture.connections': [
        { name: 'Staging', baseUrl: 'https://tenant.example', role: 'development', dialect: 'nested' },
      ],
      'kapture.defaultConnection': 'Staging',
    },
  });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  for (const [theme, width] of lookPairs) {
    it(`a flat body for a nested connection, ${theme}, ${width} pixels → underlined once, and converted by a quick fix`, async () => {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.openFile('3 add.kapture-add.json');
      await workbench.replaceEditorText(
        '{\n  // from the form\n  "customer_name": "Asha",\n  "phone": "9876543210",\n  "gender": "F",\n  "our_field": 1\n}\n',
      );
      // The underlines of the text before can still be there for a moment.
      await workbench.waitFor(
        'one underline',
        async () => (await workbench.page.locator('.squiggly-warning').count()) === 1,
      );
      assert.match(
        await workbench.hover('"customer_name"'),
        /in the Flat dialect, but Staging uses the Nested dialect/,
      );
      await workbench.screenshot(`dialect-warning-${width}`, theme);
      // The cursor is at the end after pasting.
      await workbench.focusEditor();
      await workbench.press('Control+Home');
      await workbench.press('F8');
      await workbench.press('Escape');
      const fix = workbench.page.locator('.action-widget .monaco-list-row').filter({ hasText: 'Convert to Nested' });
      // The list did not open once while the widget of F8 was closing.
      await workbench.waitFor('the quick fix', async () => {
        await workbench.press('Control+.');
        return fix.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      });
      await workbench.screenshot(`dialect-fix-${width}`, theme);
      await fix.click();
      const text = await workbench.waitForEditorText('"customer_info": {');
      assert.match(text, /\/\/ our_field: 1/);
      assert.match(text, /"gender": "Female"/);
      await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
      await workbench.screenshot(`dialect-converted-${width}`, theme);
    });

    it(`completions in a nested body, ${theme}, ${width} pixels → the fields of its block`, async () => {
      await workbench.replaceEditorText('{\n  "customer_info": {\n    \n  }\n}\n');
      await workbench.press('Control+Home');
      await workbench.press('ArrowDown');
      await workbench.press('ArrowDown');
      await workbench.press('End');
      const labels = await workbench.suggestions();
      assert.ok(labels.includes('customer_name'), labels.join());
      await workbench.screenshot(`dialect-completions-${width}`);
      await workbench.press('Escape');
    });
  }
});
