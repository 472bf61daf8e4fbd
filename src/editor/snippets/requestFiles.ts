import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { kindOfFile } from '../../kapture/catalogue/registry.ts';
import { findFiles } from '../shared/documents/findFiles.ts';
import { requestPattern } from '../shared/documents/requestPattern.ts';

/** The number of files that the first search looks for. */
const firstSearchLimit = 200;
/** The maximum number of new entries checked for being folders. If there are more, some probably are. */
const maxFolderChecks = 20;

/** By then VS Code has reported a file that a search found, and will report its deletion. In milliseconds. */
const reportMs = 1000;
/** The maximum number of found files that are looked up again. */
const maxFileChecks = 200;

/** The request files of the workspace: searched on first use, then updated by VS Code's file events. */
export class RequestFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #edited = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  readonly #files = new Map<string, vscode.Uri>();
  /** The files sorted and grouped by workspace folder; undefined after a change. */
  #sorted: ReadonlyMap<string, readonly vscode.Uri[]> | undefined;
  /** All folders that contain a request file at any depth; undefined after a change. */
  #folders: ReadonlySet<string> | undefined;
  #search: Promise<void> | undefined;
  #cancel = new vscode.CancellationTokenSource();
  /** The number of running searches. */
  #runningSearches = 0;
  /** Files added (a URI) or removed (undefined) during a search, whose result may not include the change. */
  readonly #changedDuringSearch = new Map<string, vscode.Uri | undefined>();
  readonly #newFolders: vscode.Uri[] = [];
  #isChangeScheduled = false;
  #isComplete = false;

  /** Fires when files were added or removed. */
  readonly onDidChange = this.#changed.event;
  /** Fires when the content of a file has changed. */
  readonly onDidEdit = this.#edited.event;
  readonly #untilReported: () => Promise<unknown>;

  /** `untilReported` resolves when VS Code has reported the files that a search has found. */
  constructor(untilReported: () => Promise<unknown> = () => setTimeout(reportMs, undefined, { ref: false })) {
    this.#untilReported = untilReported;
    const watcher = vscode.workspace.createFileSystemWatcher(requestPattern, false, false, true);
    // If a whole folder is added or deleted, VS Code may report only the folder and not its files.
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      folders,
      this.#changed,
      this.#edited,
      watcher.onDidCreate((uri) => this.add(uri)),
      watcher.onDidChange((uri) => this.#onDidChangeFile(uri)),
      folders.onDidCreate((uri) => this.#onDidCreate(uri)),
      folders.onDidDelete((uri) => this.#onDidDelete(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    );
  }

  /** Whether all files are found, and not only those of the limited first search. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Discards the files. The next {@link list} searches again. */
  refresh(): void {
    this.#cancel.cancel();
    this.#cancel.dispose();
    this.#cancel = new vscode.CancellationTokenSource();
    this.#search = undefined;
    this.#scheduleChange();
  }

  /**
   * The files of a workspace folder, sorted by path, after the first search. `onDidChange` fires when the rest is
   * found.
   */
  async list(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    let search: Promise<void>;
    do {
      search = this.#search ??= this.#find(this.#cancel.token);
      try {
        await search;
      } catch (error) {
        if (this.#search === search) {
          this.#search = undefined;
          throw error;
        }
      }
      // A search that was discarded in the meantime has found nothing.
    } while (this.#search !== search);
    return this.#filesIn(folder);
  }

  /** Adds a file without waiting for VS Code to report it. */
  add(uri: vscode.Uri): void {
    if (isSkipped(uri) || this.#files.has(uri.toString())) return;
    if (this.#runningSearches) this.#changedDuringSearch.set(uri.toString(), uri);
    this.#files.set(uri.toString(), uri);
    this.#scheduleChange();
  }

  /** Removes a file without waiting for VS Code to report it. */
  remove(uri: vscode.Uri): void {
    if (this.#runningSearches) this.#changedDuringSearch.set(uri.toString(), undefined);
    if (this.#files.delete(uri.toString())) this.#scheduleChange();
  }

  /** VS Code also reports a file as changed if it was deleted and quickly created again. */
  #onDidChangeFile(uri: vscode.Uri): void {
    if (this.#files.has(uri.toString())) this.#edited.fire(uri);
    else this.add(uri);
  }

  /** Collects the new entries of one event that may be folders. Names with an extension are taken to be files. */
  #onDidCreate(uri: vscode.Uri): void {
    if (/[^/]\.[^/]*$/.test(uri.path) || isSkipped(uri)) return;
    if (!this.#newFolders.length) queueMicrotask(() => void this.#checkForFolders(this.#newFolders.splice(0)));
    this.#newFolders.push(uri);
  }

  /** Searches again if there are new folders, because VS Code may not report the request files in them. */
  async #checkForFolders(candidates: readonly vscode.Uri[]): Promise<void> {
    const search = this.#search;
    if (!search) return;
    const areFolders = await Promise.all(candidates.slice(0, maxFolderChecks).map(isFolder));
    // A search that was started in the meantime already covers these folders.
    if (this.#search === search && (candidates.length > maxFolderChecks || areFolders.includes(true))) this.refresh();
  }

  /** Searches again for a deleted folder, because it may exist again by now. */
  #onDidDelete(uri: vscode.Uri): void {
    this.#folders ??= foldersOf(this.#files.keys());
    if (kindOfFile(uri.path)) this.remove(uri);
    else if (this.#folders.has(uri.toString())) this.refresh();
  }

  /** The first search is limited, because that is several times faster and most workspaces have fewer files. */
  async #find(token: vscode.CancellationToken): Promise<void> {
    this.#changedDuringSearch.clear();
    const maxCount = this.#isComplete ? undefined : firstSearchLimit + 1;
    const found = await this.#runSearch(maxCount, token);
    // A canceled search is followed by another.
    if (token.isCancellationRequested) return;
    this.#setFiles(found);
    this.#isComplete = maxCount === undefined || found.length < maxCount;
    void this.#removeDeleted(found, token);
    if (!this.#isComplete) void this.#findAll(token);
  }

  async #runSearch(maxCount: number | undefined, token: vscode.CancellationToken): Promise<vscode.Uri[]> {
    this.#runningSearches++;
    try {
      return await findRequests(maxCount, token);
    } finally {
      this.#runningSearches--;
    }
  }

  async #findAll(token: vscode.CancellationToken): Promise<void> {
    try {
      const found = await this.#runSearch(undefined, token);
      if (token.isCancellationRequested) return;
      this.#setFiles(found);
      this.#isComplete = true;
      this.#scheduleChange();
    } catch {
      // Nothing awaits this search. The next call of `list` searches again and reports the error.
      this.#search = undefined;
    }
  }

  /**
   * Removes found files that no longer exist. VS Code reports nothing about a file that is created and deleted within a
   * moment, in which a search may find it.
   */
  async #removeDeleted(found: readonly vscode.Uri[], token: vscode.CancellationToken): Promise<void> {
    await this.#untilReported();
    if (token.isCancellationRequested) return;
    const checked = found.slice(0, maxFileChecks).filter((uri) => isLocal(uri) && this.#files.has(uri.toString()));
    const deleted = await Promise.all(checked.map(isDeleted));
    checked.filter((_, index) => deleted[index]).forEach((uri) => this.remove(uri));
  }

  #setFiles(found: readonly vscode.Uri[]): void {
    this.#files.clear();
    for (const uri of found) this.#files.set(uri.toString(), uri);
    for (const [key, uri] of this.#changedDuringSearch) {
      if (uri) this.#files.set(key, uri);
      else this.#files.delete(key);
    }
    this.#sorted = this.#folders = undefined;
  }

  #filesIn(folder: vscode.Uri): readonly vscode.Uri[] {
    this.#sorted ??= sortedByFolder(this.#files.values());
    return this.#sorted.get(folder.toString()) ?? [];
  }

  /** Fires `onDidChange` once per file event of VS Code, which may contain many files, as when switching branches. */
  #scheduleChange(): void {
    this.#sorted = this.#folders = undefined;
    if (this.#isChangeScheduled) return;
    this.#isChangeScheduled = true;
    queueMicrotask(() => {
      this.#isChangeScheduled = false;
      this.#changed.fire();
    });
  }

  dispose(): void {
    this.#cancel.cancel();
    this.#cancel.dispose();
    this.#subscriptions.dispose();
  }
}

function findRequests(maxCount: number | undefined, token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  return findFiles(requestPattern, (name) => kindOfFile(name) !== undefined, maxCount, token);
}

function isSkipped({ path }: vscode.Uri): boolean {
  return `${path}/`.includes('/node_modules/');
}

/** Whether the file is on the machine that VS Code works on, where looking it up needs no request to a service. */
function isLocal({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

/** False if that cannot be determined. */
async function isDeleted(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return false;
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // It was deleted in the meantime.
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

/** Sorts files by folder, with those of a folder before those of its subfolders. Numbers sort by value: 2 before 10. */
export function sortedByPath(files: readonly vscode.Uri[]): vscode.Uri[] {
  return files
    .map((uri) => ({ uri, folder: uri.path.slice(0, uri.path.lastIndexOf('/')), path: uri.path }))
    .sort(
      (one, other) =>
        (one.folder === other.folder ? 0 : compare(one.folder, other.folder)) || compare(one.path, other.path),
    )
    .map(({ uri }) => uri);
}
