import * as vscode from 'vscode';
import { nameChange } from '../../../kapture/connection/nameChange.ts';
import { kindOfFile } from '../../../kapture/catalogue/registry.ts';
import { testSuffix } from '../../../kapture/payloadTests/testCase.ts';
import { environmentFileName } from '../../../kapture/variables/environmentFileName.ts';
import { editedDocument } from '../../shared/documents/editUri.ts';
import { findFiles } from '../../shared/documents/findFiles.ts';
import { editScheme } from '../../shared/ids.ts';
import { isJson } from '../../shared/documents/isJson.ts';
import type { Log } from '../../shared/log.ts';
import { personalFolder } from '../../shared/documents/personalFolder.ts';
import { readText } from '../../shared/documents/readText.ts';
import { requestPattern } from '../../shared/documents/requestPattern.ts';

/** Files read at a time. */
const filesAtOnce = 20;

/** A file or document that names a connection. A personal one is a snippet in the extension's storage. */
export interface ReferencingFile {
  readonly uri: vscode.Uri;
  readonly isPersonal: boolean;
}

/**
 * Finds what names the connection `from` and can name `to` instead: request files and `kapture.env.json` in the
 * workspace, personal snippets, and open documents with their unsaved changes. Sorted by path. Throws a
 * CancellationError if `signal` is aborted.
 */
export async function findReferencingFiles(
  from: string,
  to: string,
  storage: vscode.Uri,
  log: Log,
  signal: AbortSignal,
): Promise<readonly ReferencingFile[]> {
  const personal = await personalFiles(storage);
  const documents = vscode.workspace.textDocuments.filter(isRequest).map(({ uri }) => uri);
  const all = [...(await requestFiles(signal)), ...environmentFiles(), ...personal, ...documents];
  const candidates = [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
  const found: vscode.Uri[] = [];
  for (let at = 0; at < candidates.length && !signal.aborted; at += filesAtOnce) {
    const batch = candidates.slice(at, at + filesAtOnce);
    const areNaming = await Promise.all(
      batch.map(async (uri) => nameChange(uri.path, await textOf(uri, log), from, to) !== undefined),
    );
    found.push(...batch.filter((_, index) => areNaming[index]));
  }
  if (signal.aborted) throw new vscode.CancellationError();
  const { compare } = new Intl.Collator(vscode.env.language, { numeric: true });
  return found
    .sort((one, other) => compare(one.path, other.path))
    .map((uri) => ({ uri, isPersonal: personal.some(({ path }) => path === uri.path) }));
}

async function requestFiles(signal: AbortSignal): Promise<vscode.Uri[]> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel);
  try {
    return await findFiles(requestPattern, (name) => kindOfFile(name) !== undefined, undefined, source.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

function environmentFiles(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, environmentFileName));
}

async function personalFiles(storage: vscode.Uri): Promise<vscode.Uri[]> {
  const folder = personalFolder(storage);
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name]) => (kindOfFile(name) ? [vscode.Uri.joinPath(folder, name)] : []));
  } catch {
    // The folder is created with the first snippet.
    return [];
  }
}

/** Whether a document is a request that can be edited and sent from its editor. */
function isRequest(document: vscode.TextDocument): boolean {
  const { uri, isUntitled } = document;
  if (!isJson(document) || uri.scheme === editScheme) return false;
  // A pin has no effect in these.
  if (uri.path.endsWith(testSuffix) || uri.path.endsWith(`/${environmentFileName}`)) return false;
  if (!editedDocument(uri)) return false;
  return isUntitled || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

/** The text in the editor if the file is open, else on disk; empty if it cannot be read. */
async function textOf(uri: vscode.Uri, log: Log): Promise<string> {
  const document = editedDocument(uri);
  if (document) return document.getText();
  try {
    // A longer request cannot be sent.
    return (await readText(uri)) ?? '';
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound'))
      log.error(`${uri.path} could not be read.`, error);
    return '';
  }
}
