import { closeServers, serveHttp } from '../unit/kapture/http/localServer.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

const record = (id: number, name: string, city: string): object => ({
  id,
  cmId: 2469,
  name,
  city,
  generationDate: 'Mar 14, 2021 2:21:11 PM',
  assignedToName: 'Agent Neem',
  contacts: [{ id: id * 10, leadId: id, contactPerson: name, phone: `90000000${id}`, isPrimaryContact: true }],
});

describe('comparisons', () => {
  let workbench: Workbench;
  /** The name and the city of the customer 61371820 on Acme. */
  let [name, city] = ['Nishchal', 'Bengaluru'];
  const vscode = useWorkbench(async () => {
    const acme = await serveHttp((response, { body }) => {
      const found = body.includes('start_date')
        ? { message: [record(11, 'Asha Rao', 'Pune'), record(12, 'Ravi Menon', 'Kochi')], status: 'success' }
        : { 'Customer Details': record(61371820, name, city), status: 'success' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    });
    return {
      workspace: demoWorkspace,
      settings: {
        'kapture.connections': [{ name: 'Acme', baseUrl: acme.origin, role: 'production' }],
        'kapture.defaultConnection': 'Acme',
      },
    };
  });

  before(() => {
    workbench = vscode.workbench;
  });
  after(closeServers);

  const diff = () => workbench.page.locator('.monaco-diff-editor').first();
  const look = async (picture: string): Promise<void> => {
    for (const [theme, width] of lookPairs) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.screenshot(`${picture}-${width}`, theme);
    }
  };
  const sendGet = async (): Promise<void> => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.codeLens('Send to Acme').click();
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.page.locator('.view-line').filter({ hasText: '"Customer Details"' }).last().click();
  };

  it('Compare on Two Connections with the keyboard → both responses side by side', async () => {
    await workbench.openFile('2 get.kapture-get.json');
    await workbench.runCommand('Kapture: Compare on Two Connections…');
    await workbench.quickInput.shown();
    await workbench.screenshot('compare-pick');
    await workbench.quickInput.pick('Sandbox');
    await workbench.quickInput.pick('Auth key');
    await workbench.quickInput.type('opaque-key-of-the-browser-tests');
    await workbench.quickInput.accept();
    await diff().waitFor();
    await diff().getByText('HTTP 200').first().waitFor();
    await workbench.page.getByRole('tab', { name: /Get Customer: Acme \(production\) ↔ Sandbox/ }).waitFor();
    await look('compare-connections');
  });

  it('Keep as Baseline, then another response → the line above it says that it differs', async () => {
    await sendGet();
    await workbench.runCommand('Kapture: Keep as Baseline');
    await workbench.anyCodeLens('Same as the baseline').waitFor();
    await look('baseline-same');
    [name, city] = ['Nishchal Rao', 'Mysuru'];
    await sendGet();
    await workbench.anyCodeLens('Differs from the baseline').waitFor();
    await look('baseline-differs');
    await workbench.anyCodeLens('Differs from the baseline').click();
    await diff().waitFor();
    await workbench.page.getByRole('tab', { name: /Baseline ↔ Response/ }).waitFor();
    await look('baseline-diff');
  });

  it('two customers, selected with the mouse → Compare Customers', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.clickActivityBar('Kapture');
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Today');
    const row = (label: string) => workbench.page.getByRole('treeitem').filter({ hasText: label }).first();
    await workbench.expandTreeItem(/2021/);
    await row('Asha Rao').click({ button: 'right' });
    await workbench.page.getByRole('menuitem', { name: 'Compare with Pulled' }).waitFor();
    await workbench.screenshot('customer-menu');
    await workbench.press('Escape');
    await row('Asha Rao').click();
    // If a record opened while the menu is open, the menu would close.
    await workbench.waitForEditorText('"Asha Rao"');
    await row('Ravi Menon').click({ modifiers: ['ControlOrMeta'] });
    await row('Ravi Menon').click({ button: 'right' });
    await workbench.screenshot('customers-menu-two');
    await workbench.chooseFromMenu('Compare Customers');
    await diff().waitFor();
    await workbench.page.getByRole('tab', { name: /Customer 11 ↔ Customer 12/ }).waitFor();
    await diff().getByText('"Ravi Menon"').first().waitFor();
    await look('customers-diff');
  });
});
