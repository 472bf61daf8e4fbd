import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { operationOfFile, requestSuffix, type OperationId } from '../../kapture/catalogue/registry.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { PersonalFiles } from './personalFiles.ts';
import type { RequestFiles } from './requestFiles.ts';
import { nameOfFile, namesLike } from './requestName.ts';
import type { SnippetTrash, TrashedSnippet } from './snippetTrash.ts';

/** Where in a workspace folder snippets go, unless the user says otherwise. */
export const usualFolder = '.kapture';

/** A request file that was deleted, with all that it takes to put it back. */
export interface DeletedFile {
  readonly uri: vscode.Uri;
  readonly content: Uint8Array;
  /** It is nowhere else, not even in a trash. */
  readonly isGone: boolean;
  /** Its entry in the snippet trash, if it was a personal snippet. */
  readonly trashed?: TrashedSnippet;
}

/** Makes, moves and deletes request files, and tells the lists at once. Never writes over a file that is there. */
export class RequestStore {
  readonly #files: RequestFiles;
  readonly #personal: PersonalFiles;
  readonly trash: SnippetTrash;

  constructor(files: RequestFiles, personal: PersonalFiles, trash: SnippetTrash) {
    this.#files = files;
    this.#personal = personal;
    this.trash = trash;
  }

  /** A file of that name in a folder, or with a number behind if there is one already. */
  async freeUri(folder: vscode.Uri, name: string, operation: OperationId): Promise<vscode.Uri> {
    for (const candidate of namesLike(name)) {
      const uri = uriOf(folder, candidate, operation);
      if (!(await exists(uri))) return uri;
    }
    throw new Error('There is always a next name.');
  }

  /** Writes a new file and the folders to it; the file it became. Where it fails, nothing of it is left. */
  async create(folder: vscode.Uri, name: string, operation: OperationId, content: Uint8Array): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(folder);
    // Under a name of its own until it is whole: so nobody sees half a request, and what fails cannot be mistaken for a file of that name.
    const draft = vscode.Uri.joinPath(folder, `.${randomUUID()}.tmp`);
    try {
      await vscode.workspace.fs.writeFile(draft, content);
      const uri = await this.#renameToFree(draft, folder, name, operation);
      this.#came(uri);
      return uri;
    } catch (error) {
      await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
      const reason = oneLine(error instanceof Error ? error.message : String(error));
      throw new Error(vscode.l10n.t('“{0}” was not saved ({1}).', name, reason), { cause: error });
    }
  }

  /** Gives a file that name, or one with a number behind; only a file that is there leads to the next. */
  async #renameToFree(file: vscode.Uri, folder: vscode.Uri, name: string, operation: OperationId): Promise<vscode.Uri> {
    for (;;) {
      const uri = await this.freeUri(folder, name, operation);
      try {
        await vscode.workspace.fs.rename(file, uri, { overwrite: false });
        return uri;
      } catch (error) {
        // Another program may have made one of that name meanwhile.
        if (!(await exists(uri))) throw error;
      }
    }
  }

  /** A copy in a folder. */
  async copy(uri: vscode.Uri, folder: vscode.Uri, name = nameOfFile(uri.path)): Promise<vscode.Uri> {
    return this.create(folder, name, operationOfFile(uri.path)!, await vscode.workspace.fs.readFile(uri));
  }

  /** Moves a file to a folder, under another name if its own is taken there. Editors of it follow, unsaved changes and all. */
  async move(uri: vscode.Uri, folder: vscode.Uri): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(folder);
    return this.rename(uri, await this.freeUri(folder, nameOfFile(uri.path), operationOfFile(uri.path)!));
  }

  /** Throws where VS Code does not let it. */
  async rename(uri: vscode.Uri, to: vscode.Uri): Promise<vscode.Uri> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, to, { overwrite: false });
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new Error(vscode.l10n.t('“{0}” was not renamed.', nameOfFile(uri.path)));
    this.#went(uri);
    this.#came(to);
    return to;
  }

  /** To the trash where there is one: of personal snippets there is one of ours. */
  async delete(uri: vscode.Uri): Promise<DeletedFile> {
    const content = await vscode.workspace.fs.readFile(uri);
    if (this.#personal.has(uri)) {
      const trashed = await this.trash.put(uri.fsPath);
      this.#went(uri);
      return { uri, content, isGone: false, trashed };
    }
    let isGone = false;
    try {
      await vscode.workspace.fs.delete(uri, { useTrash: true });
    } catch {
      // Remote and virtual file systems have none, and others fail with it.
      await vscode.workspace.fs.delete(uri);
      isGone = true;
    }
    this.#went(uri);
    return { uri, content, isGone };
  }

  /** Puts a deleted file back; beside whatever has its name now. */
  async restore({ uri, content }: Pick<DeletedFile, 'uri' | 'content'>): Promise<vscode.Uri> {
    return this.create(folderOf(uri), nameOfFile(uri.path), operationOfFile(uri.path)!, content);
  }

  /** Puts a deleted snippet back among the personal ones; undefined where it is no longer in the trash. */
  async restoreFromTrash(snippet: TrashedSnippet): Promise<vscode.Uri | undefined> {
    const path = await this.trash.restore(snippet, this.#personal.folder.fsPath);
    if (path === undefined) return undefined;
    const uri = vscode.Uri.joinPath(this.#personal.folder, basename(path));
    this.#came(uri);
    return uri;
  }

  #came(uri: vscode.Uri): void {
    (this.#personal.has(uri) ? this.#personal : this.#files).add(uri);
  }

  #went(uri: vscode.Uri): void {
    (this.#personal.has(uri) ? this.#personal : this.#files).remove(uri);
  }
}

export function uriOf(folder: vscode.Uri, name: string, operation: OperationId): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${name}${requestSuffix(operation)}`);
}

export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** Throws where it cannot be told, lest something be written over. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
