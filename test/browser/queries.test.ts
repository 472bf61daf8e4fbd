import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

describe('queries', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  const inputShows = (text: string): Promise<true> =>
    workbench.waitFor(`the input with ${text}`, async () => (await workbench.quickInput.message()).includes(text));

  for (const [theme, width] of lookPairs)
    it(`typed over a response (${theme}) → the number of values, then the values, with the keyboard alone`, async () => {
      const name = theme.toLowerCase().replace(' ', '-');
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('View: Close All Editors');
      await workbench.openFile('2 get.kapture-get.json');
      await workbench.codeLens('Send to').click();
      await workbench.anyCodeLens('success · HTTP 200').waitFor();
      await workbench.press('Control+2');
      await workbench.runCommand('Kapture: Query Response or Record…');
      await inputShows('1 value (Press');
      await workbench.quickInput.type('$..contacts[?@.phone =');
      await inputShows('is unexpected here');
      await workbench.screenshot(`query-problem-${name}`);
      await workbench.quickInput.type('$..["name","phone"]');
      await inputShows('2 values (Press');
      await workbench.screenshot(`query-input-${name}`);
      await workbench.press('Enter');
      await workbench.waitForEditorText('"Nishchal"');
      await workbench.anyCodeLens('Show Paths').waitFor();
      await workbench.screenshot(`query-values-${name}`);
      await workbench.runCommand('Kapture: Show or Hide Paths');
      await workbench.waitForEditorText('"path"');
      await workbench.screenshot(`query-paths-${name}`);
      await workbench.runCommand('Kapture: Show or Hide Paths');
      await workbench.waitForEditorText(/^\[\n\s+"/);
      await workbench.runCommand('Kapture: Open Saved Query…');
      await workbench.waitFor('the recent query', async () =>
        (await workbench.quickInput.labels()).some((label) => label.includes('$..["name","phone"]')),
      );
      await workbench.screenshot(`query-saved-${name}`);
      await workbench.quickInput.cancel();
    });

  it('the menu of a response, and of the values → have the commands', async () => {
    const menuHas = async (title: string, picture: string): Promise<void> => {
      await workbench.titleAction('More Actions').click();
      await workbench.page.getByRole('menuitem', { name: title }).waitFor();
      await workbench.screenshot(picture);
      await workbench.press('Escape');
    };
    await menuHas('Save All Values As…', 'query-menu-values');
    await workbench.press('Control+2');
    await menuHas('Query Response or Record…', 'query-menu-response');
  });
});
