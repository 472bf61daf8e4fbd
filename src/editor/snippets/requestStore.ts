import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { kindOfFile, requestSuffix, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { PersonalFiles } from './personalFiles.ts';
import type { RequestFiles } from './requestFiles.ts';
import { nameOfFile, numberedNames } from './requestName.ts';
import { UserError } from '../shared/questions/userError.ts';
import type { SnippetTrash, TrashedSnippet } from './snippetTrash.ts';

/** The default folder for snippets in a workspace folder. */
export const defaultFolder = '.kapture';

/** A deleted request file, with everything needed to restore it. */
export interface DeletedFile {
  readonly uri: vscode.Uri;
  readonly content: Uint8Array;
  /** Whether the file is in no trash, so that this content is the only copy. */
  readonly isPermanent: boolean;
  /** Its entry in the snippet trash, if it was a personal snippet. */
  readonly trashed?: TrashedSnippet;
}

/** Creates, moves and deletes request files, and updates the lists immediately. Never overwrites a file. */
export class RequestStore {
  readonly #files: RequestFiles;
  readonly #personal: PersonalFiles;
  readonly trash: SnippetTrash;

  constructor(files: RequestFiles, personal: PersonalFiles, trash: SnippetTrash) {
    this.#files = files;
    this.#personal = personal;
    this.trash = trash;
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
    // Written under a temporary name first, so that no partial request is ever visible.
    const draft = vscode.Uri.joinPath(folder, `.${randomUUID()}.tmp`);
    try {
      await vscode.workspace.fs.writeFile(draft, content);
      const uri = await this.#renameToUnused(draft, folder, name, operation);
      this.#notifyAdded(uri);
      return uri;
    } catch (error) {
      await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
      const reason = oneLine(error instanceof Error ? error.message : String(error));
      throw new UserError(vscode.l10n.t('“{0}” was not saved ({1}).', name, reason), { cause: error });
    }
  }

  /** Renames a file to an unused name. Tries the next number only if a file with the name exists. */
  async #renameToUnused(
    file: vscode.Uri,
    folder: vscode.Uri,
    name: string,
    operation: RequestFileKind,
  ): Promise<vscode.Uri> {
    for (;;) {
      const uri = await this.unusedUri(folder, name, operation);
      try {
        await vscode.workspace.fs.rename(file, uri, { overwrite: false });
        return uri;
      } catch (error) {
        // Another program may have created a file with that name in the meantime.
        if (!(await exists(uri))) throw error;
      }
    }
  }

  /** Copies a file to a folder, under an unused name. */
  async copy(uri: vscode.Uri, folder: vscode.Uri): Promise<vscode.Uri> {
    return this.create(folder, nameOfFile(uri.path), kindOfFile(uri.path)!, await vscode.workspace.fs.readFile(uri));
  }

  /** Moves a file to a folder, under an unused name. Open editors follow, including their unsaved changes. */
  async move(uri: vscode.Uri, folder: vscode.Uri): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(folder);
    return this.rename(uri, await this.unusedUri(folder, nameOfFile(uri.path), kindOfFile(uri.path)!));
  }

  /** Renames a file. Throws if VS Code rejects the edit. */
  async rename(uri: vscode.Uri, to: vscode.Uri): Promise<vscode.Uri> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, to, { overwrite: false });
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new UserError(vscode.l10n.t('“{0}” was not renamed.', nameOfFile(uri.path)));
    this.#notifyRemoved(uri);
    this.#notifyAdded(to);
    return to;
  }

  /**
   * Moves a file to the trash; personal snippets to our own. Undefined if that fails, as on remote and virtual file
   * systems, which have no trash. The file then stays.
   */
  async delete(uri: vscode.Uri): Promise<DeletedFile | undefined> {
    const content = await vscode.workspace.fs.readFile(uri);
    if (this.#personal.has(uri)) {
      const trashed = await this.trash.add(uri.fsPath);
      this.#notifyRemoved(uri);
      return { uri, content, isPermanent: false, trashed };
    }
    try {
      await vscode.workspace.fs.delete(uri, { useTrash: true });
    } catch {
      return undefined;
    }
    this.#notifyRemoved(uri);
    return { uri, content, isPermanent: false };
  }

  async deletePermanently(uri: vscode.Uri): Promise<DeletedFile> {
    const content = await vscode.workspace.fs.readFile(uri);
    await vscode.workspace.fs.delete(uri);
    this.#notifyRemoved(uri);
    return { uri, content, isPermanent: true };
  }

  /** Restores a deleted file, with a number if its name is in use. */
  async restore({ uri, content }: Pick<DeletedFile, 'uri' | 'content'>): Promise<vscode.Uri> {
    return this.create(folderOf(uri), nameOfFile(uri.path), kindOfFile(uri.path)!, content);
  }

  /** Restores a deleted personal snippet; undefined if it is no longer in the trash. */
  async restoreFromTrash(snippet: TrashedSnippet): Promise<vscode.Uri | undefined> {
    const path = await this.trash.restore(snippet, this.#personal.folder.fsPath);
    if (path === undefined) return undefined;
    const uri = vscode.Uri.joinPath(this.#personal.folder, basename(path));
    this.#notifyAdded(uri);
    return uri;
  }

  #notifyAdded(uri: vscode.Uri): void {
    (this.#personal.has(uri) ? this.#personal : this.#files).add(uri);
  }

  #notifyRemoved(uri: vscode.Uri): void {
    (this.#personal.has(uri) ? this.#personal : this.#files).remove(uri);
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
