import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import { keyInText } from './keyInText.ts';
import { askName } from './nameInput.ts';
import type { PersonalFiles } from './personalFiles.ts';
import type { RequestFiles } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';
import { folderOf, usualFolder, type RequestStore } from './requestStore.ts';
import type { SnippetSource } from './snippetSource.ts';

/** A list of folders is looked over, not searched. */
const mostFolders = 10;

/** Asks for name and place, and writes the text as it is; the file it became, undefined if the user did not want it. */
export async function saveSnippet(
  { operation, text, name }: SnippetSource,
  store: RequestStore,
  files: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  if (!(await mayBeKept(text))) return undefined;
  const chosen = await askName({ title: vscode.l10n.t('Save Request as Snippet'), value: name, operation });
  if (chosen === undefined) return undefined;
  const folder = await askPlace(chosen, operation, store, files, personal);
  return folder && store.create(folder, chosen, operation, new TextEncoder().encode(text));
}

/** A snippet is made for sharing, and an auth key is not. */
async function mayBeKept(text: string): Promise<boolean> {
  const offset = keyInText(text);
  if (offset === undefined) return true;
  const line = text.slice(0, offset).split('\n').length;
  const save = vscode.l10n.t('Save Anyway');
  return confirmAct(
    vscode.l10n.t('This request appears to contain an auth key (line {0}).', line),
    vscode.l10n.t('A request needs no key, because keys belong to connections. Anyone who gets the file gets the key.'),
    save,
    vscode.l10n.t("Don't Save"),
  );
}

interface Place extends vscode.QuickPickItem {
  /** Undefined: any other one. */
  readonly folder: vscode.Uri | undefined;
}

async function askPlace(
  name: string,
  operation: OperationId,
  store: RequestStore,
  files: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  const place = async (label: string, folder: vscode.Uri, description?: string): Promise<Place> => {
    const free = nameOfFile((await store.freeUri(folder, name, operation)).path);
    return {
      label,
      folder,
      ...(description && { description }),
      ...(free !== name && { detail: vscode.l10n.t('“{0}” already exists. The name will be “{1}”.', name, free) }),
    };
  };
  const roots = vscode.workspace.workspaceFolders ?? [];
  const usual = roots.map(({ uri }) => vscode.Uri.joinPath(uri, usualFolder));
  const present = (await Promise.all(roots.map(({ uri }) => files.in(uri)))).flat();
  const others = foldersOf(present)
    .filter((folder) => !usual.some((other) => other.path === folder.path))
    .slice(0, mostFolders);
  const items = await Promise.all([
    ...usual.map((folder) => place(`$(folder) ${shown(folder)}`, folder, vscode.l10n.t('in this workspace, for Git'))),
    place(`$(account) ${vscode.l10n.t('Personal')}`, personal.folder, vscode.l10n.t('for you, in every workspace')),
    ...others.map((folder) => place(`$(folder) ${shown(folder)}`, folder)),
  ]);
  const elsewhere: Place[] = roots.length
    ? [{ label: `$(folder-opened) ${vscode.l10n.t('Other folder…')}`, folder: undefined }]
    : [];
  const picked = await vscode.window.showQuickPick([...items, ...elsewhere], {
    title: vscode.l10n.t('Save “{0}”', name),
    placeHolder: vscode.l10n.t('Where?'),
  });
  return picked && (picked.folder ?? (await askFolder(roots[0]!.uri)));
}

async function askFolder(start: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      defaultUri: start,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Save Here'),
    })) ?? [];
  return folder;
}

function foldersOf(files: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(files.map((uri) => [uri.path.slice(0, uri.path.lastIndexOf('/')), folderOf(uri)])).values()];
}

/** As people name a folder: with the workspace folder in front only where there are several. */
function shown(folder: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  const inside = root && folder.path === root.uri.path ? root.name : vscode.workspace.asRelativePath(folder);
  return `${inside}/`;
}
