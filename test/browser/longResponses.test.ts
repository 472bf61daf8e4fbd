import assert from 'node:assert/strict';
import { closeServers, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { demoWorkspace } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { typeUserAndPassword } from './typeUserAndPassword.ts';

/** About 5 MB of customers. Every third one lives in Pune. */
const records = Array.from({ length: 2400 }, (_, index) => {
  const id = 61_000_000 + index;
  return {
    id,
    name: `${['Asha Rao', 'Bala Iyer', 'Chitra Sen', 'Dev Patel'][index % 4]!} ${index}`,
    city: index % 3 ? 'Mumbai' : 'Pune',
    state: 'Maharashtra',
    remarks: `x`.repeat(2000),
  };
});

describe('a response of 5 MB', () => {
  const settings: Record<string, unknown> = { 'kapture.connections': [], 'kapture.defaultConnection': 'Own' };
  let server: LocalServer;
  before(async () => {
    const body = Buffer.from(JSON.stringify({ message: records, status: 'success' }));
    server = await serveHttp((response) => response.end(body));
    settings['kapture.connections'] = [{ name: 'Own', baseUrl: server.origin, role: 'development' }];
  });
  after(closeServers);
  const vscode = useWorkbench({ workspace: demoWorkspace, settings });
  let workbench: Workbench;
  before(() => {
    workbench = vscode.workbench;
  });

  it('sent → opens beside the request', async () => {
    await workbench.openFile('1 pull.kapture-pull.json');
    await workbench.codeLens('Send Pull Customers to Own').click();
    await typeUserAndPassword(workbench, 'kap123');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.screenshot('long-response', 'Light Modern');
    await workbench.screenshot('long-response', 'Dark Modern');
  });

  it('Search Entire Response → counts the results and opens the selected one', async () => {
    await workbench.press('Control+2');
    const search = async (): Promise<void> => {
      await workbench.runCommand('Kapture: Search Entire Response…');
      await workbench.waitFor('the box', async () => /Search Entire Response/.test(await workbench.quickInput.title()));
    };
    for (const theme of ['Light Modern', 'Dark Modern'] as const) {
      await workbench.setTheme(theme);
      await search();
      await workbench.quickInput.type('pune');
      await workbench.quickInput.accept();
      await workbench.waitFor(
        'how many there are',
        async () => (await workbench.quickInput.title()) === '“pune”: 800 results, the first 200 shown',
      );
      await workbench.quickInput.labels();
      await workbench.screenshot('long-response-search', theme);
      if (theme === 'Light Modern') await workbench.quickInput.cancel();
    }
    // Found by the customer's name, although that is in the second line of the row.
    await workbench.quickInput.type('Rao 204');
    await workbench.waitFor('it on top', async () =>
      (await workbench.quickInput.labels())[0]!.includes('Asha Rao 204'),
    );
    await workbench.quickInput.accept();
    await workbench.waitForEditorText('"name": "Asha Rao 204"');
    await search();
    assert.equal(await workbench.quickInput.value(), 'pune', 'the last search is offered again');
    await workbench.quickInput.cancel();
  });
});
