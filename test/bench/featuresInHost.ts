import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { longRequest, typingBlocks } from '../host/support/typing.ts';
import { measureInHost, quiet } from './inHost.ts';

/** Features in an extension host: samples in milliseconds. */
export interface FeatureReport {
  /** Completions after `{{` in a request, including those of VS Code's JSON service. */
  readonly completions: number[];
  /** Completions in a JSON document that is not ours. */
  readonly plainCompletions: number[];
  /** The longest block of the extension host after a character is typed into a request of 5 MB. */
  readonly typing: number[];
  /** The longest block after a character is typed into a JSON document of this size that is not ours. */
  readonly plainTyping: number[];
}

const samples = 9;

export async function run(): Promise<void> {
  await measureInHost(async () => {
    await vscode.extensions.getExtension('kapture-devtools.kapture-crm')!.activate();
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const report: FeatureReport = {
      completions: [],
      plainCompletions: [],
      typing: [],
      plainTyping: [],
    };
    await quiet();
    for (let sample = 0; sample < samples; sample++) {
      // Both documents are measured alternately, so that drift affects both.
      report.completions.push(await timeCompletion(folder, requestSuffix('add')));
      report.plainCompletions.push(await timeCompletion(folder, '.json'));
    }
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
