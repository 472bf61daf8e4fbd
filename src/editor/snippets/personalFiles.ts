import * as vscode from 'vscode';
import { kindOfFile } from '../../kapture/catalogue/registry.ts';
import { personalFolder } from '../shared/documents/personalFolder.ts';
import { sortedByPath } from './requestFiles.ts';

/** The user's personal snippets: files in the extension's global storage, which all windows share. */
export class PersonalFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #watcher: vscode.Disposable | undefined;
  /**
   * The files that the view knows. Each change fires once, because VS Code 1.105 may collapse a group that is fetched
   * twice at once.
   */
  #known = new Set<string>();
  readonly folder: vscode.Uri;
  readonly onDidChange = this.#changed.event;

  /** `storage` is the extension's global storage. */
  constructor(storage: vscode.Uri) {
    this.folder = personalFolder(storage);
  }

  /** The files in the order of their names. Creates the folder if it does not exist. */
  async list(): Promise<readonly vscode.Uri[]> {
    await vscode.workspace.fs.createDirectory(this.folder);
    this.#watcher ??= this.#watch();
    const entries = await vscode.workspace.fs.readDirectory(this.folder);
    const files = entries
      .filter(([name, type]) => kindOfFile(name) && !(type & vscode.FileType.Directory))
      .map(([name]) => vscode.Uri.joinPath(this.folder, name));
    this.#known = new Set(files.map(String));
    return sortedByPath(files);
  }

  has({ path }: vscode.Uri): boolean {
    return path.startsWith(`${this.folder.path}/`);
  }

  /** Adds a file without waiting for VS Code to report it. */
  add(uri: vscode.Uri): void {
    if (this.#known.has(uri.toString())) return;
    this.#known.add(uri.toString());
    this.#changed.fire();
  }

  /** Removes a file without waiting for VS Code to report it. */
  remove(uri: vscode.Uri): void {
    if (this.#known.delete(uri.toString())) this.#changed.fire();
  }

  /** Makes the view list the files again. */
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
      // If the whole folder is deleted, VS Code does not report its files.
      watcher.onDidDelete((uri) => (kindOfFile(uri.path) ? this.remove(uri) : this.refresh())),
    );
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
  }
}
