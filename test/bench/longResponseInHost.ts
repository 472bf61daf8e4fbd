import * as vscode from 'vscode';
import { KeyRing } from '../../src/editor/connections/keys/keyRing.ts';
import type { TestAccess } from '../../src/extension.ts';
import { requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { measureInHost, quiet } from './inHost.ts';

const samples = 5;

/**
 * Runs in the extension host with our extension: sends a Pull to `KAPTURE_BENCH_URL`. Reports the times from the last
 * byte to an editor that shows the response.
 */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    const connection = { name: 'Bench', baseUrl: process.env['KAPTURE_BENCH_URL']!, role: 'development' };
    const access = await vscode.extensions.getExtension<TestAccess>('kapture-devtools.kapture-crm')!.activate();
    const settings = vscode.workspace.getConfiguration('kapture');
    await settings.update('maxResponseMegabytes', 100, vscode.ConfigurationTarget.Global);
    await settings.update('history.mode', 'off', vscode.ConfigurationTarget.Global);
    await settings.update('connections', [connection], vscode.ConfigurationTarget.Global);
    const keys = new KeyRing(access.context.secrets, access.log);
    await keys.store(connection, 'default', 'a2FwZGVtbzprYXAxMjM=');
    await quiet();
    const times: number[] = [];
    for (let sample = 0; sample <= samples; sample++) {
      const ms = await getResponse(connection.name, connection.baseUrl);
      // The first round loads modules and is not counted.
      if (sample) times.push(ms);
    }
    return times;
  });
}

async function getResponse(name: string, url: string): Promise<number> {
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, `${name}${requestSuffix('pull')}`).with({
      scheme: 'untitled',
    }),
  );
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) =>
    edit.insert(
      new vscode.Position(0, 0),
      `// @connection ${name}\n[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]`,
    ),
  );
  await quiet();
  const started = performance.now();
  await vscode.commands.executeCommand('kapture.sendRequest');
  const total = performance.now() - started;
  const shown = vscode.window.visibleTextEditors.find((one) => one.document.languageId === 'kapture-response');
  if (!shown || shown.document.lineCount < 100) throw new Error(`${name}: the response is not shown.`);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // The transfer of the bytes is measured separately and subtracted: it belongs to server and network.
  const fetching = performance.now();
  await (await fetch(url, { method: 'POST' })).arrayBuffer();
  return total - (performance.now() - fetching);
}
