import assert from 'node:assert/strict';
import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

describe('the fields of a tenant', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;

  before(async () => {
    workbench = vscode.workbench;
    await workbench.clickActivityBar('Kapture');
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 30 days');
    await workbench.listFocused();
    await workbench.page.locator('[role=treeitem][aria-label*=" customer"]').first().waitFor();
  });

  async function look(theme: Parameters<Workbench['setTheme']>[0], width: number): Promise<string> {
    await workbench.page.setViewportSize({ width, height: 800 });
    await workbench.setTheme(theme);
    return theme.toLowerCase().replace(' ', '-');
  }

  for (const [theme, width] of lookPairs)
    it(`Show Tenant Schema (${theme}) → a table of the fields, with actions above it`, async () => {
      const name = await look(theme, width);
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Kapture: Show Tenant Schema');
      await workbench.codeLens('JSON Schema').waitFor();
      await workbench.waitForEditorText(/\+ campaignItemId/);
      await workbench.screenshot(`tenant-schema-${name}`);
    });

  for (const [theme, width] of lookPairs)
    it(`a new field in a request (${theme}) → the fields of the tenant`, async () => {
      const name = await look(theme, width);
      await workbench.runCommand('View: Close All Editors');
      await workbench.openFile('3 add.kapture-add.json');
      await workbench.replaceEditorText('{\n  "customer_name": "Asha",\n  \n}');
      await workbench.press('ArrowUp');
      await workbench.press('End');
      await workbench.type('"camp');
      const labels = await workbench.suggestions();
      assert.ok(labels.includes('campaignItemId') && labels.includes('campaignActivityId'), labels.join(', '));
      // The second entry is the first field of the tenant, after the documented one.
      await workbench.press('ArrowDown');
      await workbench.press('ArrowDown');
      await workbench.screenshot(`tenant-fields-suggestions-${name}`);
      await workbench.press('Escape');
      await workbench.runCommand('File: Revert File');
    });

  for (const [theme, width] of lookPairs)
    it(`OpenAPI above the schema (${theme}) → a new file`, async () => {
      const name = await look(theme, width);
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Kapture: Show Tenant Schema');
      await workbench.codeLens('OpenAPI 3.1').click();
      await workbench.waitForEditorText(/"openapi": "3\.1\.0"/);
      await workbench.screenshot(`tenant-openapi-${name}`);
      await workbench.runCommand('View: Revert and Close Editor');
    });
});
