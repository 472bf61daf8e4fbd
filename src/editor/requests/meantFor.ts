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
 * Where each JSON document was opened for or written to last, so that neither a switch of the connection nor a change of it
 * takes the document along unnoticed. A reload is no change of mind, nor is another name of the file.
 */
export class MeantFor implements vscode.Disposable {
  readonly #targets: Targets;
  readonly #log: Log;
  readonly #known: IntendedTargets;
  readonly #subscriptions: vscode.Disposable;
  /** The pins of open documents. */
  readonly #pins = new Map<string, string | undefined>();
  /** Files that were opened without a text: what is being saved under their name follows. */
  readonly #blank = new Set<string>();
  /** Changes in the order in which they happened. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `folder` is where every window keeps its own. The workspace's folder would not do: VS Code gives each window of one another. */
  constructor(folder: vscode.Uri, targets: Targets, log: Log) {
    this.#targets = targets;
    this.#log = log;
    this.#known = new IntendedTargets(folder.fsPath, isProcessRunning);
    vscode.workspace.textDocuments.forEach((document) => this.#opened(document));
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length) this.#changed(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri)),
      // Before the document of the former name is closed.
      vscode.workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files)
          this.#next(() => this.#known.copy(oldUri.toString(), newUri.toString()));
      }),
    );
  }

  /** The targets of a document; none where the user has decided otherwise, by pinning it to another connection. */
  async of(document: vscode.TextDocument): Promise<readonly IntendedTarget[]> {
    await this.#turn;
    const pin = documentTarget(document, this.#targets).pin?.name;
    const targets = await this.#known.of(document.uri.toString());
    return targets.filter((target) => pin === undefined || this.#isSamePin(target.pin, pin));
  }

  /** A write of a document went there. */
  sent(document: vscode.TextDocument, connection: Connection): void {
    const target = intendedTarget(connection, documentTarget(document, this.#targets).pin?.name);
    this.#next(() => this.#known.set(document.uri.toString(), [target]));
  }

  #opened(document: vscode.TextDocument): void {
    if (!isTracked(document)) return;
    const id = document.uri.toString();
    // What the document shows now; by its turn there may have been a switch.
    const { shown, pin } = this.#shown(document);
    this.#pins.set(id, pin);
    if (!document.isUntitled && document.lineCount === 1 && document.lineAt(0).isEmptyOrWhitespace) this.#blank.add(id);
    this.#next(async () => {
      if (this.#known.has(id)) return;
      const known = await this.#known.of(id);
      const targets = known.length ? known : shown;
      if (targets.length) await this.#known.set(id, targets);
    });
  }

  #changed(document: vscode.TextDocument): void {
    const id = document.uri.toString();
    if (!isTracked(document)) return;
    if (this.#blank.delete(id)) {
      const original = originalOf(document)?.toString();
      if (original !== undefined) this.#next(() => this.#takeOver(original, id));
    }
    const { shown, pin } = this.#shown(document);
    if (this.#pins.get(id) === pin) return;
    const before = this.#pins.get(id);
    this.#pins.set(id, pin);
    if (pin !== undefined && this.#isSamePin(before, pin)) {
      this.#next(() => this.#rename(id, pin));
      return;
    }
    // Its user says where it goes.
    if (shown.length) this.#next(() => this.#known.set(id, shown));
  }

  #closed(uri: vscode.Uri): void {
    const id = uri.toString();
    this.#blank.delete(id);
    this.#pins.delete(id);
    // VS Code closes and opens a document to change its language, too: then its tab is still there.
    if (!hasTab(uri)) this.#next(() => this.#known.delete(id));
  }

  #shown(document: vscode.TextDocument): {
    readonly shown: readonly IntendedTarget[];
    readonly pin: string | undefined;
  } {
    const { connection, pin } = documentTarget(document, this.#targets);
    return { shown: connection ? [intendedTarget(connection, pin?.name)] : [], pin: pin?.name };
  }

  /** Whether two pins are names of one connection, which was renamed. */
  #isSamePin(one: string | undefined, other: string): boolean {
    return one !== undefined && this.#targets.currentName(one) === this.#targets.currentName(other);
  }

  /** The pin has the connection's new name: where the request is meant to go has not changed. */
  async #rename(id: string, pin: string): Promise<void> {
    const targets = await this.#known.of(id);
    await this.#known.set(
      id,
      targets.map((target) => (this.#isSamePin(target.pin, pin) ? { ...target, pin } : target)),
    );
  }

  async #takeOver(from: string, to: string): Promise<void> {
    const targets = await this.#known.of(from);
    if (targets.length) await this.#known.set(to, targets);
  }

  #next(change: () => Promise<void>): void {
    this.#turn = this.#turn
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

/** The document whose text a file has just been given: a draft that is being saved, or a file that is saved under another name. */
function originalOf(document: vscode.TextDocument): vscode.Uri | undefined {
  const text = document.getText();
  return vscode.workspace.textDocuments.find((other) => other !== document && other.getText() === text)?.uri;
}
