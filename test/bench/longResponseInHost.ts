import * as vscode from 'vscode';
import { KeyRing } from '../../src/editor/connections/keys/keyRing.ts';
import type { TestAccess } from '../../src/extension.ts';
import { requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { measureInHost } from './measureInHost.ts';
import { quiet } from './quiet.ts';

/** One long response in an extension host. */
export interface LongResponse {
  readonly bytes: number;
  /** From the last byte to an editor that shows it, in milliseconds. */
  readonly readableMs: number;
  /** The maximum growth of resident memory, divided by the body's length. */
  readonly growth: number;
}

export type LongResponseReport = Readonly<Record<string, LongResponse[]>>;

const samples = 5;

/** Runs in the extension host with our extension: sends a Pull to each of `KAPTURE_BENCH_URLS` in turn. */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    const urls = JSON.parse(process.env['KAPTURE_BENCH_URLS']!) as Record<string, string>;
    const access = await vscode.extensions.getExtension<TestAccess>('kapture-devtools.kapture-crm')!.activate();
    const settings = vscode.workspace.getConfiguration('kapture');
    await settings.update('maxResponseMegabytes', 100, vscode.ConfigurationTarget.Global);
    await settings.update('history.mode', 'off', vscode.ConfigurationTarget.Global);
    await settings.update(
      'connections',
      Object.entries(urls).map(([name, baseUrl]) => ({ name, baseUrl, role: 'development' })),
      vscode.ConfigurationTarget.Global,
    );
    const keys = new KeyRing(access.context.secrets, access.log);
    for (const [name, baseUrl] of Object.entries(urls))
      await keys.store({ name, baseUrl }, 'default', 'a2FwZGVtbzprYXAxMjM=');
    await quiet();
    const report: Record<string, LongResponse[]> = {};
    // The first round loads modules and is not counted.
    for (let sample = 0; sample <= samples; sample++) {
      for (const [name, url] of Object.entries(urls)) {
        const found = await getResponse(name, url);
        if (sample) (report[name] ??= []).push(found);
      }
    }
    return report;
  });
}

async function getResponse(name: string, url: string): Promise<LongResponse> {
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
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const started = performance.now();
  await vscode.commands.executeCommand('kapture.sendRequest');
  const total = performance.now() - started;
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage.rss());
  const shown = vscode.window.visibleTextEditors.find((one) => one.document.languageId === 'kapture-response');
  if (!shown || shown.document.lineCount < 100) throw new Error(`${name}: the response is not shown.`);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // The transfer of the bytes is measured separately and subtracted: it belongs to server and network.
  const fetching = performance.now();
  const { byteLength: bytes } = await (await fetch(url, { method: 'POST' })).arrayBuffer();
  const network = performance.now() - fetching;
  return { bytes, readableMs: total - network, growth: (peak - before) / bytes };
}
