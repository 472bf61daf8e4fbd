import * as vscode from 'vscode';
import { operationOfFile } from '../../kapture/operations.ts';
import { sortedByPath } from './requestFiles.ts';

/** The snippets of this user, of whatever workspace: files in the extension's global storage, which all windows share. */
export class PersonalFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #watcher: vscode.Disposable | undefined;
  readonly folder: vscode.Uri;
  readonly onDidChange = this.#changed.event;

  /** `storage` is the extension's. */
  constructor(storage: vscode.Uri) {
    this.folder = vscode.Uri.joinPath(storage, 'snippets');
  }

  /** In the order of their names. The folder is made when it is first asked for. */
  async list(): Promise<readonly vscode.Uri[]> {
    await vscode.workspace.fs.createDirectory(this.folder);
    this.#watcher ??= this.#watch();
    const entries = await vscode.workspace.fs.readDirectory(this.folder);
    return sortedByPath(entries.filter(([name, type]) => operationOfFile(name) && !(type & vscode.FileType.Directory)).map(([name]) => vscode.Uri.joinPath(this.folder, name)));
  }

  has({ path }: vscode.Uri): boolean {
    return path.startsWith(`${this.folder.path}/`);
  }

  /** One came or went, as we know before VS Code reports it. */
  touch(): void {
    this.#changed.fire();
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(this.folder, '*'), false, true, false);
    return vscode.Disposable.from(watcher, watcher.onDidCreate(() => this.#changed.fire()), watcher.onDidDelete(() => this.#changed.fire()));
  }

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
  }
}
