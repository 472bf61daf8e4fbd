import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { isProcessRunning } from '../shared/isProcessRunning.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { hasTab } from '../shared/documents/editUri.ts';
import { editScheme } from '../shared/ids.ts';
import { isJson } from '../shared/documents/isJson.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { intendedTarget, type IntendedTarget } from '../shared/sending/intendedTarget.ts';
import { IntendedTargets } from './intendedTargets.ts';

/**
 * Tracks the target that each JSON document was last opened for or sent to, so that switching or changing a connection
 * does not silently redirect a write. The target survives a window reload and a rename of the file.
 */
export class TargetTracker implements vscode.Disposable {
  readonly #targets: Targets;
  readonly #log: Log;
  readonly #store: IntendedTargets;
  readonly #subscriptions: vscode.Disposable;
  /** The pins of open documents. */
  readonly #pins = new Map<string, string | undefined>();
  /**
   * Files that were opened empty. VS Code saves a document under a new name by opening an empty file and then filling
   * it.
   */
  readonly #emptyFiles = new Set<string>();
  /** Runs changes in the order in which they happened. */
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * `folder` is shared by all windows. The workspace's storage folder cannot be used, because VS Code gives each window
   * of a workspace a different one.
   */
  constructor(folder: vscode.Uri, targets: Targets, log: Log) {
    this.#targets = targets;
    this.#log = log;
    this.#store = new IntendedTargets(folder.fsPath, isProcessRunning);
    vscode.workspace.textDocuments.forEach((document) => this.#opened(document));
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length) this.#changed(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri)),
      // `onWill`, because the targets must be copied before the document with the old name is closed.
      vscode.workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files)
          this.#enqueue(() => this.#store.copy(oldUri.toString(), newUri.toString()));
      }),
    );
  }

  /** The intended targets of a document; empty if the user has since pinned it to another connection. */
  async targetsOf(document: vscode.TextDocument): Promise<readonly IntendedTarget[]> {
    await this.#queue;
    const pin = documentTarget(document, this.#targets).pin?.name;
    const targets = await this.#store.get(document.uri.toString());
    return targets.filter((target) => pin === undefined || this.#isSamePin(target.pin, pin));
  }

  /** Records that a write of a document was sent to a connection. */
  recordSent(document: vscode.TextDocument, connection: Connection): void {
    const target = intendedTarget(connection, documentTarget(document, this.#targets).pin?.name);
    this.#enqueue(() => this.#store.set(document.uri.toString(), [target]));
  }

  /** Records the target that a new document is meant for. */
  recordOpened(document: vscode.TextDocument, target: IntendedTarget): void {
    this.#enqueue(() => this.#store.set(document.uri.toString(), [target]));
  }

  #opened(document: vscode.TextDocument): void {
    if (!isTracked(document)) return;
    const id = document.uri.toString();
    // Read now, because the connection may be switched before the queued change runs.
    const { targets: shown, pin } = this.#currentTarget(document);
    this.#pins.set(id, pin);
    if (!document.isUntitled && document.lineCount === 1 && document.lineAt(0).isEmptyOrWhitespace)
      this.#emptyFiles.add(id);
    this.#enqueue(async () => {
      if (this.#store.has(id)) return;
      const known = await this.#store.get(id);
      const targets = known.length ? known : shown;
      if (targets.length) await this.#store.set(id, targets);
    });
  }

  #changed(document: vscode.TextDocument): void {
    const id = document.uri.toString();
    if (!isTracked(document)) return;
    if (this.#emptyFiles.delete(id)) {
      const original = originalOf(document)?.toString();
      if (original !== undefined) this.#enqueue(() => this.#copyTargets(original, id));
    }
    const { targets, pin } = this.#currentTarget(document);
    if (this.#pins.get(id) === pin) return;
    const before = this.#pins.get(id);
    this.#pins.set(id, pin);
    if (pin !== undefined && this.#isSamePin(before, pin)) {
      this.#enqueue(() => this.#rename(id, pin));
      return;
    }
    // The user has changed the pin, which is a new decision about the target.
    if (targets.length) this.#enqueue(() => this.#store.set(id, targets));
  }

  #closed(uri: vscode.Uri): void {
    const id = uri.toString();
    this.#emptyFiles.delete(id);
    this.#pins.delete(id);
    // VS Code also closes and reopens a document to change its language. Its tab stays open in that case.
    if (!hasTab(uri)) this.#enqueue(() => this.#store.delete(id));
  }

  #currentTarget(document: vscode.TextDocument): {
    readonly targets: readonly IntendedTarget[];
    readonly pin: string | undefined;
  } {
    const { connection, pin } = documentTarget(document, this.#targets);
    return { targets: connection ? [intendedTarget(connection, pin?.name)] : [], pin: pin?.name };
  }

  /** Whether two pins name the same connection, which may have been renamed. */
  #isSamePin(one: string | undefined, other: string): boolean {
    return one !== undefined && this.#targets.currentName(one) === this.#targets.currentName(other);
  }

  /** Updates the pin of a renamed connection. The target is unchanged. */
  async #rename(id: string, pin: string): Promise<void> {
    const targets = await this.#store.get(id);
    await this.#store.set(
      id,
      targets.map((target) => (this.#isSamePin(target.pin, pin) ? { ...target, pin } : target)),
    );
  }

  async #copyTargets(from: string, to: string): Promise<void> {
    const targets = await this.#store.get(from);
    if (targets.length) await this.#store.set(to, targets);
  }

  #enqueue(change: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(change)
      .catch((error: unknown) => this.#log.error('The target of a request could not be updated.', error));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function isTracked(document: vscode.TextDocument): boolean {
  return isJson(document) && document.uri.scheme !== editScheme;
}

/** The document that is being saved as this file: a draft, or a file that is saved under another name. */
function originalOf(document: vscode.TextDocument): vscode.Uri | undefined {
  const text = document.getText();
  return vscode.workspace.textDocuments.find((other) => other !== document && other.getText() === text)?.uri;
}
