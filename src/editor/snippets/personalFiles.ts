import * as vscode from 'vscode';
import { operationOfFile } from '../../kapture/catalogue/registry.ts';
import { personalFolder } from '../shared/documents/personalFolder.ts';
import { sortedByPath } from './requestFiles.ts';

/** The snippets of this user, of whatever workspace: files in the extension's global storage, which all windows share. */
export class PersonalFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #watcher: vscode.Disposable | undefined;
  /** What the view was told of. It is told once: VS Code 1.105 may fold a group that is fetched twice at a time. */
  #known = new Set<string>();
  readonly folder: vscode.Uri;
  readonly onDidChange = this.#changed.event;

  /** `storage` is the extension's. */
  constructor(storage: vscode.Uri) {
    this.folder = personalFolder(storage);
  }

  /** In the order of their names. The folder is made when it is first asked for. */
  async list(): Promise<readonly vscode.Uri[]> {
    await vscode.workspace.fs.createDirectory(this.folder);
    this.#watcher ??= this.#watch();
    const entries = await vscode.workspace.fs.readDirectory(this.folder);
    const files = entries
      .filter(([name, type]) => operationOfFile(name) && !(type & vscode.FileType.Directory))
      .map(([name]) => vscode.Uri.joinPath(this.folder, name));
    this.#known = new Set(files.map(String));
    return sortedByPath(files);
  }

  has({ path }: vscode.Uri): boolean {
    return path.startsWith(`${this.folder.path}/`);
  }

  /** Takes in a file, without waiting for VS Code to report it. */
  add(uri: vscode.Uri): void {
    if (this.#known.has(uri.toString())) return;
    this.#known.add(uri.toString());
    this.#changed.fire();
  }

  /** Drops a file, likewise. */
  remove(uri: vscode.Uri): void {
    if (this.#known.delete(uri.toString())) this.#changed.fire();
  }

  /** Lists them anew. */
  refresh(): void {
    this.#changed.fire();
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(this.folder, '*'),
      false,
      true,
      false,
    );
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => this.add(uri)),
      // The whole folder may go, of which no file is reported.
      watcher.onDidDelete((uri) => (operationOfFile(uri.path) ? this.remove(uri) : this.refresh())),
    );
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
  }
}
