import { mkdirSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { PersonalFiles, RequestFiles } from '../../src/editor/snippets/requestFiles.ts';
import { RequestsTree } from '../../src/editor/snippets/requestsTree.ts';
import { operationIds, requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { longRequest, typingBlocks } from '../host/support/typing.ts';
import { measureInHost } from './measureInHost.ts';
import { quiet } from './quiet.ts';

/** Features in an extension host: samples in milliseconds. */
export interface FeatureReport {
  /** From a new requests view to its first rows, with 2,000 request files in the workspace. */
  readonly firstRows: number[];
  /** The longest block of the extension host until all files are found. */
  readonly blocked: number[];
  /** Completions after `{{` in a request, including those of VS Code's JSON service. */
  readonly completions: number[];
  /** The same in a JSON document that is not ours. */
  readonly plainCompletions: number[];
  /** The longest block of the extension host after a character is typed into a request of 5 MB. */
  readonly typing: number[];
  /** The same in a JSON document of this size that is not ours. */
  readonly plainTyping: number[];
  /** From a change of the pin of a request to completions in the dialect of the other connection. */
  readonly dialectSwitches: number[];
}

const samples = 9;

/** Runs in the extension host with our extension. */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    await vscode.extensions.getExtension('kapture-devtools.kapture-crm')!.activate();
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const report: FeatureReport = {
      firstRows: [],
      blocked: [],
      completions: [],
      plainCompletions: [],
      typing: [],
      plainTyping: [],
      dialectSwitches: [],
    };
    await quiet();
    for (let sample = 0; sample < samples; sample++) {
      // Alternately, so that drift affects both.
      report.completions.push(await timeCompletion(folder, requestSuffix('add')));
      report.plainCompletions.push(await timeCompletion(folder, '.json'));
    }
    report.dialectSwitches.push(...(await timeDialectSwitches(folder)));
    for (let at = 0; at < 2000; at++) {
      const many = vscode.Uri.joinPath(folder, 'many', String(at % 40));
      if (at < 40) mkdirSync(many.fsPath, { recursive: true });
      writeFileSync(vscode.Uri.joinPath(many, `request ${at}${requestSuffix(operationIds[at % 4]!)}`).fsPath, '{}');
    }
    await quiet();
    for (let sample = 0; sample < samples; sample++) await openView(folder, report);
    const [typing = [], plainTyping = []] = await timeTyping(folder);
    return { ...report, typing, plainTyping };
  });
}

async function timeCompletion(folder: vscode.Uri, suffix: string): Promise<number> {
  const text = '{"customer_name": "{{"}';
  const uri = vscode.Uri.joinPath(folder, `completed${suffix}`);
  writeFileSync(uri.fsPath, text);
  const document = await vscode.workspace.openTextDocument(uri);
  const started = performance.now();
  await vscode.commands.executeCommand(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(text.indexOf('{{') + 2),
    '{',
  );
  return performance.now() - started;
}

async function timeDialectSwitches(folder: vscode.Uri): Promise<number[]> {
  const dialects = ['flat', 'nested'] as const;
  await vscode.workspace.getConfiguration('kapture').update(
    'connections',
    dialects.map((dialect) => ({ name: dialect, baseUrl: 'https://tenant.example', dialect })),
    vscode.ConfigurationTarget.Global,
  );
  const uri = vscode.Uri.joinPath(folder, `switched${requestSuffix('add')}`);
  writeFileSync(uri.fsPath, '// @connection flat\n{\n  \n}\n');
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  const times: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    const dialect = dialects[sample % 2]!;
    const pin = new vscode.WorkspaceEdit();
    pin.replace(uri, document.lineAt(0).range, `// @connection ${dialect}`);
    const started = performance.now();
    await vscode.workspace.applyEdit(pin);
    await completionsWith(document, dialect === 'flat' ? 'customer_name' : 'customer_info');
    // The first one starts the JSON service.
    if (sample > 0) times.push(performance.now() - started);
  }
  return times;
}

/** Asks for completions until they have this one. */
async function completionsWith(document: vscode.TextDocument, wanted: string): Promise<void> {
  for (const limit = performance.now() + 30_000; performance.now() < limit;) {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(2, 2),
    );
    if (items.some(({ label }) => label === wanted)) return;
  }
  throw new Error(`There is no completion ${wanted}.`);
}

async function timeTyping(folder: vscode.Uri): Promise<number[][]> {
  const documents: vscode.TextDocument[] = [];
  for (const suffix of [requestSuffix('add'), '.json']) {
    const uri = vscode.Uri.joinPath(folder, `long${suffix}`);
    writeFileSync(uri.fsPath, longRequest(5_000_000));
    documents.push(await vscode.workspace.openTextDocument(uri));
  }
  return typingBlocks(documents, samples);
}

async function openView(folder: vscode.Uri, { firstRows, blocked }: FeatureReport): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const files = new RequestFiles();
  const personal = new PersonalFiles(vscode.Uri.joinPath(folder, 'personal'));
  const tree = new RequestsTree(files, personal);
  try {
    const started = performance.now();
    const [workspace] = await tree.getChildren();
    const rows = (await tree.getChildren(workspace)).map((node) => tree.getTreeItem(node));
    firstRows.push(performance.now() - started);
    if (rows.length !== 201) throw new Error(`The view has ${rows.length} rows, not 200 and one more.`);
    await new Promise((resolve) => setImmediate(resolve));
    delay.disable();
    blocked.push(delay.max / 1e6);
  } finally {
    vscode.Disposable.from(files, personal, tree).dispose();
  }
}
