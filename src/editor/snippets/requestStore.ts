import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { kindOfFile, requestSuffix, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { UserError } from '../shared/dialogs/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { PersonalFiles, RequestFiles } from './requestFiles.ts';
import { nameOfFile, numberedNames, plainName, problemOfName, type NameProblem } from './requestName.ts';

export const defaultFolder = '.kapture';

/** Creates, moves and deletes request files, and updates the lists immediately. Never overwrites a file. */
export class RequestStore {
  readonly #files: RequestFiles;
  readonly #personal: PersonalFiles;

  constructor(files: RequestFiles, personal: PersonalFiles) {
    this.#files = files;
    this.#personal = personal;
  }

  /** The URI of an unused name in a folder: the given name, with a number if needed. */
  async unusedUri(folder: vscode.Uri, name: string, operation: RequestFileKind): Promise<vscode.Uri> {
    for (const candidate of numberedNames(name)) {
      const uri = uriOf(folder, candidate, operation);
      if (!(await exists(uri))) return uri;
    }
    throw new Error('There is always a next name.');
  }

  /** Creates a file and its parent folders. Returns its URI. If writing fails, no partial file is left. */
  async create(folder: vscode.Uri, name: string, operation: RequestFileKind, content: Uint8Array): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(folder);
    // The file has a temporary name at first, so that no partial request is ever visible.
    const draft = vscode.Uri.joinPath(folder, `.${randomUUID()}.tmp`);
    try {
      await vscode.workspace.fs.writeFile(draft, content);
      const uri = await this.unusedUri(folder, name, operation);
      await vscode.workspace.fs.rename(draft, uri, { overwrite: false });
      this.#listOf(uri).add(uri);
      return uri;
    } catch (error) {
      await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
      const reason = oneLine(error instanceof Error ? error.message : String(error));
      throw new UserError(vscode.l10n.t('“{0}” was not saved ({1}).', name, reason), { cause: error });
    }
  }

  /** Copies a file to a folder, under an unused name. */
  async copy(uri: vscode.Uri, folder: vscode.Uri): Promise<vscode.Uri> {
    return this.create(folder, nameOfFile(uri.path), kindOfFile(uri.path)!, await vscode.workspace.fs.readFile(uri));
  }

  /** Renames a file. Throws if VS Code rejects the edit. */
  async rename(uri: vscode.Uri, to: vscode.Uri): Promise<vscode.Uri> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, to, { overwrite: false });
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new UserError(vscode.l10n.t('“{0}” was not renamed.', nameOfFile(uri.path)));
    this.#listOf(uri).remove(uri);
    this.#listOf(to).add(to);
    return to;
  }

  /** Deletes files as the Explorer does: to the trash where there is one. VS Code closes their editors. */
  async delete(uris: readonly vscode.Uri[]): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    for (const uri of uris) edit.deleteFile(uri, { ignoreIfNotExists: true });
    if (!(await vscode.workspace.applyEdit(edit))) throw new UserError(vscode.l10n.t('Nothing was deleted.'));
    for (const uri of uris) this.#listOf(uri).remove(uri);
  }

  #listOf(uri: vscode.Uri): RequestFiles | PersonalFiles {
    return this.#personal.has(uri) ? this.#personal : this.#files;
  }
}

export function uriOf(folder: vscode.Uri, name: string, operation: RequestFileKind): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${name}${requestSuffix(operation)}`);
}

export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** Whether a file exists. Throws if that cannot be determined, so that no file is overwritten by mistake. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

interface NameInput {
  readonly title: string;
  readonly value: string;
  readonly operation: RequestFileKind;
  /** The folder in which the name must not exist. */
  readonly folder?: vscode.Uri;
}

/** Asks for the name of a request. Returns it without its suffix, or undefined if the user cancels. */
export async function askRequestName({ title, value, operation, folder }: NameInput): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Name of the request'),
    validateInput: async (text) => {
      const name = plainName(text, operation);
      const problem = problemOfName(name);
      if (problem) return nameProblemText(problem);
      // On some file systems, a name that differs only in case is the same file.
      const isTaken =
        folder && name.toLowerCase() !== value.toLowerCase() && (await exists(uriOf(folder, name, operation)));
      return isTaken ? vscode.l10n.t('A request named “{0}” already exists.', name) : undefined;
    },
  });
  return typed === undefined ? undefined : plainName(typed, operation);
}

function nameProblemText(problem: NameProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A request must have a name.');
    case 'characters':
      return vscode.l10n.t('A name cannot contain any of these characters: {0}', '\\ / : * ? " < > |');
    case 'ending':
      return vscode.l10n.t('A name cannot start with a dot, or end with a dot or a space.');
    case 'reserved':
      return vscode.l10n.t('Windows reserves this name.');
    case 'long':
      return vscode.l10n.t('This name is too long for a file name.');
  }
}
