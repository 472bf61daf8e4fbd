import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

describe('from a response to a test', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  async function look(theme: Parameters<Workbench['setTheme']>[0], width: number): Promise<void> {
    await workbench.page.setViewportSize({ width, height: 800 });
    await workbench.setTheme(theme);
  }

  /** Sends a Get, and opens the context menu of the name in its response. */
  async function openMenuOfName(): Promise<void> {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send to').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    const name = workbench.page.locator('.view-line > span > span').filter({ hasText: '"Nishchal"' }).last();
    await name.click({ button: 'right' });
    await workbench.page.getByRole('menuitem', { name: 'Copy JSON Pointer' }).waitFor();
  }

  for (const [theme, width] of lookPairs)
    it(`a right click on a value in a response (${theme}) → the commands for it`, async () => {
      await look(theme, width);
      await openMenuOfName();
      await workbench.page.getByRole('menuitem', { name: 'Save Exchange as Payload Test' }).waitFor();
      await workbench.screenshot(`response-menu-${theme.toLowerCase().replace(' ', '-')}`);
      await workbench.press('Escape');
    });

  for (const [theme, width] of lookPairs)
    it(`Save Exchange as Payload Test with the keyboard (${theme}) → a case with the chosen value`, async () => {
      await look(theme, width);
      await openMenuOfName();
      await workbench.press('Escape');
      await workbench.runCommand('Kapture: Save Exchange as Payload Test…');
      await workbench.quickInput.shown();
      await workbench.quickInput.type('/Customer Details/name');
      await workbench.page.locator('.quick-input-list .monaco-list-row').first().click();
      await workbench.screenshot(`save-as-test-${theme.toLowerCase().replace(' ', '-')}`);
      await workbench.press('Enter');
      await workbench.waitFor('the question for the file', async () =>
        (await workbench.quickInput.labels()).some((label) => label.includes('New File')),
      );
      await workbench.quickInput.pick('New File');
      await workbench.waitFor('the question for the name', async () =>
        (await workbench.quickInput.message()).includes('The name of the new case'),
      );
      await workbench.press('Enter');
      await workbench.waitForEditorText(/"response": \{\s*"\/Customer Details\//);
      await workbench.screenshot(`saved-test-${theme.toLowerCase().replace(' ', '-')}`);
      await workbench.runCommand('View: Revert and Close Editor');
    });
});
