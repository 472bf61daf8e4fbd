import * as vscode from 'vscode';
import { operationOfFile } from '../../kapture/catalogue/registry.ts';
import { findFiles } from '../shared/documents/findFiles.ts';
import { requestPattern } from '../shared/documents/requestPattern.ts';

/** So many are searched for at first. */
const few = 200;
/** Of so many new things it is asked whether they are folders; where there are more, some will be. */
const fewFolders = 20;

/** The request files of the workspace: searched for when first asked for, then kept up to date by what VS Code reports. */
export class RequestFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #edited = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  readonly #files = new Map<string, vscode.Uri>();
  /** The same by folder and in order, until they change. */
  #sorted: ReadonlyMap<string, readonly vscode.Uri[]> | undefined;
  /** Every folder that has one in it, however deep. */
  #folders: ReadonlySet<string> | undefined;
  #search: Promise<void> | undefined;
  #cancel = new vscode.CancellationTokenSource();
  /** Searches that run now. */
  #searches = 0;
  /** What happened while one ran, which may have looked before or after. */
  readonly #since = new Map<string, vscode.Uri | undefined>();
  readonly #newFolders: vscode.Uri[] = [];
  #announced = false;
  #isWhole = false;

  /** Files came or went. */
  readonly onDidChange = this.#changed.event;
  /** The content of one is another. */
  readonly onDidEdit = this.#edited.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(requestPattern, false, false, true);
    // Of a folder that comes or goes as a whole, VS Code may report the folder and not what is in it.
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      folders,
      this.#changed,
      this.#edited,
      watcher.onDidCreate((uri) => this.add(uri)),
      watcher.onDidChange((uri) => this.#wasEdited(uri)),
      folders.onDidCreate((uri) => this.#mayBeFolder(uri)),
      folders.onDidDelete((uri) => this.#wasDeleted(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    );
  }

  /** Whether all are found, and not only as many as a first look shows. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Searches anew when next asked. */
  refresh(): void {
    this.#cancel.cancel();
    this.#cancel.dispose();
    this.#cancel = new vscode.CancellationTokenSource();
    this.#search = undefined;
    this.#announce();
  }

  /** The files of a folder in the order of their paths, once a first search is over; the rest is announced as a change. */
  async in(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    this.#search ??= this.#find(this.#cancel.token);
    const search = this.#search;
    try {
      await search;
    } catch (error) {
      if (this.#search === search) this.#search = undefined;
      throw error;
    }
    return this.#known(folder);
  }

  /** Takes in a file, without waiting for VS Code to report it. */
  add(uri: vscode.Uri): void {
    if (isSkipped(uri) || this.#files.has(uri.toString())) return;
    if (this.#searches) this.#since.set(uri.toString(), uri);
    this.#files.set(uri.toString(), uri);
    this.#announce();
  }

  /** Drops a file, likewise. */
  remove(uri: vscode.Uri): void {
    if (this.#searches) this.#since.set(uri.toString(), undefined);
    if (this.#files.delete(uri.toString())) this.#announce();
  }

  /** A file that went and came back in one moment is reported as edited. */
  #wasEdited(uri: vscode.Uri): void {
    if (this.#files.has(uri.toString())) this.#edited.fire(uri);
    else this.add(uri);
  }

  /** Collects what one report says is new. Most of it is files, which the dot of their ending tells from folders. */
  #mayBeFolder(uri: vscode.Uri): void {
    if (/[^/]\.[^/]*$/.test(uri.path) || isSkipped(uri)) return;
    if (!this.#newFolders.length) queueMicrotask(() => void this.#lookInto(this.#newFolders.splice(0)));
    this.#newFolders.push(uri);
  }

  /** A new folder may have requests in it that are not reported, so that takes another look: one for all of them. */
  async #lookInto(candidates: readonly vscode.Uri[]): Promise<void> {
    const search = this.#search;
    if (!search) return;
    const areFolders = await Promise.all(candidates.slice(0, fewFolders).map(isFolder));
    // Where others did so in the meantime, that look saw them.
    if (this.#search === search && (candidates.length > fewFolders || areFolders.includes(true))) this.refresh();
  }

  /** A folder that went may be there again by now: that takes another look. */
  #wasDeleted(uri: vscode.Uri): void {
    this.#folders ??= foldersOf(this.#files.keys());
    if (operationOfFile(uri.path)) this.remove(uri);
    else if (this.#folders.has(uri.toString())) this.refresh();
  }

  /** The first time only a few, which come several times as quick as all; most workspaces have no more. */
  async #find(token: vscode.CancellationToken): Promise<void> {
    this.#since.clear();
    const most = this.#isWhole ? undefined : few + 1;
    const found = await this.#searched(most, token);
    // Whoever cancelled it will search again.
    if (token.isCancellationRequested) return;
    this.#take(found);
    this.#isWhole = most === undefined || found.length < most;
    if (!this.#isWhole) void this.#findAll(token);
  }

  async #searched(most: number | undefined, token: vscode.CancellationToken): Promise<vscode.Uri[]> {
    this.#searches++;
    try {
      return await findRequests(most, token);
    } finally {
      this.#searches--;
    }
  }

  async #findAll(token: vscode.CancellationToken): Promise<void> {
    try {
      const found = await this.#searched(undefined, token);
      if (token.isCancellationRequested) return;
      this.#take(found);
      this.#isWhole = true;
      this.#announce();
    } catch {
      // Nobody waits for this one. The next who asks searches from the start, and is told what is wrong.
      this.#search = undefined;
    }
  }

  #take(found: readonly vscode.Uri[]): void {
    this.#files.clear();
    for (const uri of found) this.#files.set(uri.toString(), uri);
    for (const [key, uri] of this.#since) {
      if (uri) this.#files.set(key, uri);
      else this.#files.delete(key);
    }
    this.#sorted = this.#folders = undefined;
  }

  #known(folder: vscode.Uri): readonly vscode.Uri[] {
    this.#sorted ??= sortedByFolder(this.#files.values());
    return this.#sorted.get(folder.toString()) ?? [];
  }

  /** Once for all that one report of VS Code holds, such as a switch of branches. */
  #announce(): void {
    this.#sorted = this.#folders = undefined;
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      this.#changed.fire();
    });
  }

  dispose(): void {
    this.#cancel.cancel();
    this.#cancel.dispose();
    this.#subscriptions.dispose();
  }
}

function findRequests(most: number | undefined, token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  return findFiles(requestPattern, (name) => operationOfFile(name) !== undefined, most, token);
}

function isSkipped({ path }: vscode.Uri): boolean {
  return `${path}/`.includes('/node_modules/');
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // It is gone again.
    return false;
  }
}

function foldersOf(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (
      let end = file.lastIndexOf('/');
      end > 0 && !folders.has(file.slice(0, end));
      end = file.lastIndexOf('/', end - 1)
    )
      folders.add(file.slice(0, end));
  }
  return folders;
}

function sortedByFolder(files: Iterable<vscode.Uri>): Map<string, vscode.Uri[]> {
  const folders = new Map<string, vscode.Uri[]>();
  for (const uri of files) {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
    if (folder === undefined) continue;
    const list = folders.get(folder);
    if (list) list.push(uri);
    else folders.set(folder, [uri]);
  }
  return new Map([...folders].map(([folder, list]) => [folder, sortedByPath(list)]));
}

const { compare } = new Intl.Collator(vscode.env.language, { numeric: true });

/** The files of a folder together, and before those of the folders in it. Numbers count as such: 2 before 10. */
export function sortedByPath(files: readonly vscode.Uri[]): vscode.Uri[] {
  return files
    .map((uri) => ({ uri, folder: uri.path.slice(0, uri.path.lastIndexOf('/')), path: uri.path }))
    .sort(
      (one, other) =>
        (one.folder === other.folder ? 0 : compare(one.folder, other.folder)) || compare(one.path, other.path),
    )
    .map(({ uri }) => uri);
}
