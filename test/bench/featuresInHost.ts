import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { PersonalFiles, RequestFiles } from '../../src/editor/snippets/requestFiles.ts';
import { RequestsTree } from '../../src/editor/snippets/requestsTree.ts';
import { operationIds, requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { longRequest, typingBlocks } from '../host/support/typing.ts';
import { measureInHost, quiet } from './inHost.ts';

/** Features in an extension host: samples in milliseconds. */
export interface FeatureReport {
  /** From a new requests view to its first rows, with 2,000 request files in the workspace. */
  readonly firstRows: number[];
  /** Completions after `{{` in a request, including those of VS Code's JSON service. */
  readonly completions: number[];
  /** The same in a JSON document that is not ours. */
  readonly plainCompletions: number[];
  /** The longest block of the extension host after a character is typed into a request of 5 MB. */
  readonly typing: number[];
  /** The same in a JSON document of this size that is not ours. */
  readonly plainTyping: number[];
}

const samples = 9;

/** Runs in the extension host with our extension. */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    await vscode.extensions.getExtension('kapture-devtools.kapture-crm')!.activate();
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const report: FeatureReport = {
      firstRows: [],
      completions: [],
      plainCompletions: [],
      typing: [],
      plainTyping: [],
    };
    await quiet();
    for (let sample = 0; sample < samples; sample++) {
      // Alternately, so that drift affects both.
      report.completions.push(await timeCompletion(folder, requestSuffix('add')));
      report.plainCompletions.push(await timeCompletion(folder, '.json'));
    }
    for (let at = 0; at < 2000; at++) {
      const many = vscode.Uri.joinPath(folder, 'many', String(at % 40));
      if (at < 40) mkdirSync(many.fsPath, { recursive: true });
      writeFileSync(vscode.Uri.joinPath(many, `request ${at}${requestSuffix(operationIds[at % 4]!)}`).fsPath, '{}');
    }
    await quiet();
    for (let sample = 0; sample < samples; sample++) report.firstRows.push(await openView(folder));
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

async function timeTyping(folder: vscode.Uri): Promise<number[][]> {
  const documents: vscode.TextDocument[] = [];
  for (const suffix of [requestSuffix('add'), '.json']) {
    const uri = vscode.Uri.joinPath(folder, `long${suffix}`);
    writeFileSync(uri.fsPath, longRequest(5_000_000));
    documents.push(await vscode.workspace.openTextDocument(uri));
  }
  return typingBlocks(documents, samples);
}

async function openView(folder: vscode.Uri): Promise<number> {
  const files = new RequestFiles();
  const personal = new PersonalFiles(vscode.Uri.joinPath(folder, 'personal'));
  const tree = new RequestsTree(files, personal);
  try {
    const started = performance.now();
    const [workspace] = await tree.getChildren();
    const rows = (await tree.getChildren(workspace)).map((node) => tree.getTreeItem(node));
    if (rows.length !== 201) throw new Error(`The view has ${rows.length} rows, not 200 and one more.`);
    return performance.now() - started;
  } finally {
    vscode.Disposable.from(files, personal, tree).dispose();
  }
}
