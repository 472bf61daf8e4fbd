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
});
