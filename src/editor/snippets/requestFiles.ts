import * as vscode from 'vscode';
import { kindOfFile } from '../../kapture/catalogue/registry.ts';
import { findFiles, personalFolder } from '../shared/documents/files.ts';
import { requestPattern } from '../shared/documents/requestText.ts';

/**
 * Files that a group of the view shows. Each change fires once, although VS Code also reports what the view itself
 * wrote, because VS Code 1.105 may collapse a group that is fetched twice at once.
 */
class ListedFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #isScheduled = false;
  protected known = new Set<string>();
  /** Fires when files were added or removed. */
  readonly onDidChange = this.#changed.event;

  /** Adds a file without waiting for VS Code to report it. */
  add(uri: vscode.Uri): void {
    if (this.known.has(uri.toString())) return;
    this.known.add(uri.toString());
    this.refresh();
  }

  /** Removes a file without waiting for VS Code to report it. */
  remove(uri: vscode.Uri): void {
    if (this.known.delete(uri.toString())) this.refresh();
  }

  /** Makes the view list the files again, once for an event of VS Code with many files. */
  refresh(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#changed.fire();
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** The request files of the workspace: searched on first use, and again after a change. */
export class RequestFiles extends ListedFiles {
  readonly #edited = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  #search: Promise<readonly vscode.Uri[]> | undefined;
  /** Fires when the content of a file has changed. */
  readonly onDidEdit = this.#edited.event;

  constructor() {
    super();
    const watcher = vscode.workspace.createFileSystemWatcher(requestPattern);
    // If a whole folder is added or deleted, VS Code may report only the folder and not its files.
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      folders,
      this.#edited,
      watcher.onDidCreate((uri) => this.add(uri)),
      watcher.onDidChange((uri) => this.#edited.fire(uri)),
      watcher.onDidDelete((uri) => this.remove(uri)),
      folders.onDidCreate((uri) => void this.#refreshForFolder(uri)),
      folders.onDidDelete((uri) => this.#removeBelow(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    );
  }

  override refresh(): void {
    this.#search = undefined;
    super.refresh();
  }

  override add(uri: vscode.Uri): void {
    if (!`${uri.path}/`.includes('/node_modules/')) super.add(uri);
  }

  /** The files of a workspace folder, sorted by path. */
  async list(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const search = (this.#search ??= this.#find());
    const files = await search;
    if (search === this.#search) this.known = new Set(files.map(String));
    return files.filter((uri) => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.toString());
  }

  async #find(): Promise<readonly vscode.Uri[]> {
    try {
      const found = await findFiles(requestPattern);
      return sortedByPath(found);
    } catch (error) {
      this.#search = undefined;
      throw error;
    }
  }

  /** Refreshes the list if a path can be a folder. A name with an extension counts as a file. */
  async #refreshForFolder(uri: vscode.Uri): Promise<void> {
    if (/[^/]\.[^/]*$/.test(uri.path) || !this.#search) return;
    const { type } = await vscode.workspace.fs.stat(uri).then(undefined, () => ({ type: vscode.FileType.Unknown }));
    if (type & vscode.FileType.Directory) this.refresh();
  }

  #removeBelow(folder: vscode.Uri): void {
    const start = `${folder.toString()}/`;
    if ([...this.known].some((file) => file.startsWith(start))) this.refresh();
  }

  override dispose(): void {
    this.#subscriptions.dispose();
    super.dispose();
  }
}

/** The user's personal snippets: files in the extension's global storage, which all windows share. */
export class PersonalFiles extends ListedFiles {
  readonly folder: vscode.Uri;
  #watcher: vscode.Disposable | undefined;

  /** `storage` is the extension's global storage. */
  constructor(storage: vscode.Uri) {
    super();
    this.folder = personalFolder(storage);
  }

  /** The files in the order of their names. Creates the folder if it does not exist. */
  async list(): Promise<readonly vscode.Uri[]> {
    await vscode.workspace.fs.createDirectory(this.folder);
    this.#watcher ??= this.#watch();
    const files = await requestFilesBelow(this.folder);
    this.known = new Set(files.map(String));
    return files;
  }

  has({ path }: vscode.Uri): boolean {
    return path.startsWith(`${this.folder.path}/`);
  }

  #watch(): vscode.Disposable {
    const pattern = new vscode.RelativePattern(this.folder, '**');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => kindOfFile(uri.path) && this.add(uri)),
      watcher.onDidDelete((uri) => this.remove(uri)),
    );
  }

  override dispose(): void {
    this.#watcher?.dispose();
    super.dispose();
  }
}

/** The request files in a folder, without those in its subfolders, in the order of the view. */
export async function requestFilesIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const files = entries.filter(([name, type]) => kindOfFile(name) && !(type & vscode.FileType.Directory));
  return sortedByPath(files.map(([name]) => vscode.Uri.joinPath(folder, name)));
}

/** The request files in a folder and its subfolders, in the order of the view. None if the folder does not exist. */
export async function requestFilesBelow(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const collect = async (within: vscode.Uri): Promise<void> => {
    found.push(...(await requestFilesIn(within)));
    for (const [name, type] of await vscode.workspace.fs.readDirectory(within))
      // Links are not followed, because they can form a circle.
      if (type === vscode.FileType.Directory) await collect(vscode.Uri.joinPath(within, name));
  };
  try {
    await collect(folder);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
  }
  return sortedByPath(found);
}

const { compare } = new Intl.Collator(vscode.env.language, { numeric: true });

/** Sorts files by folder, with those of a folder before those of its subfolders. Numbers sort by value: 2 before 10. */
function sortedByPath(files: readonly vscode.Uri[]): vscode.Uri[] {
  const folderOf = ({ path }: vscode.Uri): string => path.slice(0, path.lastIndexOf('/'));
  return files.toSorted((a, b) => compare(folderOf(a), folderOf(b)) || compare(a.path, b.path));
}
