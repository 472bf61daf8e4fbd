import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { authKeyOffset } from '../../kapture/redaction/authKeyOffset.ts';
import { askRequestName } from './askRequestName.ts';
import type { PersonalFiles } from './personalFiles.ts';
import type { RequestFiles } from './requestFiles.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { folderLabel, foldersOf } from './requestFolders.ts';
import { nameOfFile } from './requestName.ts';
import { defaultFolder, type RequestStore } from './requestStore.ts';
import type { SnippetSource } from './snippetSource.ts';

/** The maximum number of other folders offered, so that the list stays short. */
const maxFolders = 10;

/** Asks for name and folder, and saves the text unchanged. Returns the file, or undefined if the user cancels. */
export async function saveSnippet(
  { operation, text, name }: SnippetSource,
  store: RequestStore,
  files: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  if (!(await confirmNoAuthKey(text))) return undefined;
  const chosen = await askRequestName({ title: vscode.l10n.t('Save Request as Snippet'), value: name, operation });
  if (chosen === undefined) return undefined;
  const folder = await askDestination(chosen, operation, store, files, personal);
  return folder && store.create(folder, chosen, operation, new TextEncoder().encode(text));
}

/** Asks before a text with an auth key is saved, because snippets are made for sharing. Returns whether to save it. */
async function confirmNoAuthKey(text: string): Promise<boolean> {
  const offset = authKeyOffset(text);
  if (offset === undefined) return true;
  const line = text.slice(0, offset).split('\n').length;
  const save = vscode.l10n.t('Save Anyway');
  return confirmAction(
    vscode.l10n.t('This request appears to contain an auth key (line {0}).', line),
    vscode.l10n.t(
      'Requests do not need a key because keys are stored with connections. Anyone with access to the file can read the key.',
    ),
    save,
    vscode.l10n.t("Don't Save"),
  );
}

interface DestinationItem extends vscode.QuickPickItem {
  /** Undefined for the item that lets the user pick another folder. */
  readonly folder: vscode.Uri | undefined;
}

async function askDestination(
  name: string,
  operation: OperationId,
  store: RequestStore,
  files: RequestFiles,
  personal: PersonalFiles,
): Promise<vscode.Uri | undefined> {
  const place = async (label: string, folder: vscode.Uri, description?: string): Promise<DestinationItem> => {
    const free = nameOfFile((await store.unusedUri(folder, name, operation)).path);
    return {
      label,
      folder,
      ...(description && { description }),
      ...(free !== name && { detail: vscode.l10n.t('“{0}” already exists. The name will be “{1}”.', name, free) }),
    };
  };
  const roots = vscode.workspace.workspaceFolders ?? [];
  const defaults = roots.map(({ uri }) => vscode.Uri.joinPath(uri, defaultFolder));
  const present = (await Promise.all(roots.map(({ uri }) => files.list(uri)))).flat();
  const others = foldersOf(present)
    .filter((folder) => !defaults.some((other) => other.path === folder.path))
    .slice(0, maxFolders);
  const items = await Promise.all([
    ...defaults.map((folder) =>
      place(
        `$(folder) ${oneLabel(folderLabel(folder))}`,
        folder,
        vscode.l10n.t('in this workspace, to share with Git'),
      ),
    ),
    place(`$(account) ${vscode.l10n.t('Personal')}`, personal.folder, vscode.l10n.t('for you, in every workspace')),
    ...others.map((folder) => place(`$(folder) ${oneLabel(folderLabel(folder))}`, folder)),
  ]);
  const otherFolder: DestinationItem[] = roots.length
    ? [{ label: `$(folder-opened) ${vscode.l10n.t('Other folder…')}`, folder: undefined }]
    : [];
  const picked = await vscode.window.showQuickPick([...items, ...otherFolder], {
    title: vscode.l10n.t('Save “{0}”', name),
    placeHolder: vscode.l10n.t('Select a folder'),
  });
  return picked && (picked.folder ?? (await pickFolder(roots[0]!.uri)));
}

async function pickFolder(start: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      defaultUri: start,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Save Here'),
    })) ?? [];
  return folder;
}
