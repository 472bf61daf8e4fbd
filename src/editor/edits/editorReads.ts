import * as vscode from 'vscode';

/** When VS Code reads a file for an editor, it calls `stat` within this time. Milliseconds. */
const statMs = 500;

/** Distinguishes reads of a file by VS Code's editors from those by extensions. */
export class EditorReads implements vscode.Disposable {
  readonly #stats = new vscode.EventEmitter<vscode.Uri>();

  /** VS Code calls `stat` for a file. */
  didStat(uri: vscode.Uri): void {
    this.#stats.fire(uri);
  }

  /** Whether VS Code itself reads the file for an editor. It also calls `stat`, unlike extensions that only read. */
  isReadByEditor(uri: vscode.Uri): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isForEditor: boolean): void => {
        clearTimeout(limit);
        listening.dispose();
        resolve(isForEditor);
      };
      const limit = setTimeout(() => end(false), statMs);
      const listening = this.#stats.event((other) => {
        if (other.toString() === uri.toString()) end(true);
      });
    });
  }

  dispose(): void {
    this.#stats.dispose();
  }
}
