import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LoggedExchange, RequestLogState } from '../../sandbox/requestLog.ts';
import type { CommandId } from '../shared/commandMap.ts';
import { sandboxScheme } from '../shared/ids.ts';
import type { SandboxControl } from '../shared/ports.ts';
import { SandboxControlError } from '../shared/sandboxControlError.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { bodiesText, logText } from './logText.ts';

const logUri = vscode.Uri.from({ scheme: sandboxScheme, path: '/sandbox.kapture-requests' });
const requestPath = /^\/request\/sandbox-request-(\d+)\.kapture-bodies$/;
/** The pause between two updates, in milliseconds: a pull can send dozens of requests per second. */
const pause = 100;

/** The document with the requests that the sandbox received. It follows the sandbox while it is open. */
export class SandboxRequests implements vscode.Disposable {
  readonly #sandbox: SandboxControl;
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  readonly #subscriptions: vscode.Disposable;
  #state: RequestLogState = { version: '', requests: [] };
  #failure: string | undefined;
  #following: AbortController | undefined;
  #started: Promise<void> | undefined;
  /** The number of lines before the last change. */
  #lines = vscode.workspace.textDocuments.find(({ uri }) => isLog(uri))?.lineCount ?? 0;
  /** The numbers of the requests whose documents must be updated: they were pending, or could not be loaded. */
  readonly #unfinished = new Set<number>();

  constructor(sandbox: SandboxControl, changed: vscode.EventEmitter<vscode.Uri>) {
    this.#sandbox = sandbox;
    this.#changed = changed;
    this.#subscriptions = vscode.Disposable.from(
      vscode.languages.registerDocumentLinkProvider(
        { scheme: sandboxScheme },
        { provideDocumentLinks: (document) => this.#linksOf(document) },
      ),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (!isLog(document.uri)) return;
        this.#lines = document.lineCount;
        void (this.#started ??= this.#start());
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme !== sandboxScheme) return;
        this.#unfinished.delete(idOf(uri) ?? 0);
        this.#stopIfUnused();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isLog(document.uri) && this.#keepAtEnd(document)),
    );
  }

  async show(): Promise<void> {
    this.#stop();
    await this.#read('');
    this.#changed.fire(logUri);
    const document = await vscode.workspace.openTextDocument(logUri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    moveToEnd(editor);
  }

  /** Shows the bodies of a request: the one with a number, or the one at the cursor of the log. */
  async showBodies(id = this.#idAtCursor()): Promise<void> {
    if (id === undefined) {
      void showInformation(vscode.l10n.t('Move the cursor to a request first.'));
      return;
    }
    if (this.#unfinished.has(id)) this.#changed.fire(uriOf(id));
    await vscode.commands.executeCommand('vscode.open', uriOf(id), {
      viewColumn: vscode.ViewColumn.Beside,
    } satisfies vscode.TextDocumentShowOptions);
  }

  async clear(): Promise<void> {
    await this.#sandbox.control('/sandbox/requests/clear', {});
    await this.#read('');
    this.#changed.fire(logUri);
  }

  async textOf(uri: vscode.Uri): Promise<string> {
    const id = idOf(uri);
    if (id !== undefined) return this.#bodies(id);
    if (!isLog(uri)) return '';
    await (this.#started ??= this.#start());
    return this.#failure ?? logText(this.#state).text;
  }

  /** Reads the requests, and starts to follow the sandbox. */
  async #start(): Promise<void> {
    // Before the read, which waits for the sandbox to start: the document may be closed by then.
    const following = (this.#following = new AbortController());
    if (!this.#state.version || this.#failure !== undefined) await this.#read('');
    this.#updateFinished();
    void this.#follow(following);
  }

  /** The time of each request is a link to its bodies. */
  #linksOf(document: vscode.TextDocument): vscode.DocumentLink[] {
    if (!isLog(document.uri)) return [];
    const { lines } = logText(this.#state);
    return lines.flatMap((id, line) => {
      if (id === undefined || line >= document.lineCount) return [];
      const time = /^\S+/.exec(document.lineAt(line).text)?.[0] ?? '';
      const link = new vscode.DocumentLink(
        new vscode.Range(line, 0, line, time.length),
        vscode.Uri.parse(`command:${'kapture.showSandboxBodies' satisfies CommandId}?${id}`),
      );
      link.tooltip = vscode.l10n.t('Show Bodies');
      return link;
    });
  }

  async #bodies(id: number): Promise<string> {
    try {
      const exchange = await this.#sandbox.control<LoggedExchange>(`/sandbox/requests/${id}`);
      if (exchange.milliseconds === undefined) {
        this.#unfinished.add(id);
        void (this.#started ??= this.#start());
      } else if (this.#unfinished.delete(id)) this.#stopIfUnused();
      return bodiesText(exchange);
    } catch (error) {
      if (SandboxControlError.hasStatus(error, 404)) {
        this.#unfinished.delete(id);
        return vscode.l10n.t('This request is no longer in the log of the sandbox.');
      }
      this.#unfinished.add(id);
      return vscode.l10n.t(
        'The request could not be loaded: {0}. Press Enter on its line in the log to try again.',
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  /** Updates the documents until they are closed or complete, or the sandbox fails. */
  async #follow(following: AbortController): Promise<void> {
    while (!following.signal.aborted) {
      await this.#read(this.#state.version, following.signal);
      if (following.signal.aborted) return;
      this.#changed.fire(logUri);
      this.#updateFinished();
      if (this.#failure !== undefined) return this.#stop();
      await setTimeout(pause);
    }
  }

  async #read(version: string, signal?: AbortSignal): Promise<void> {
    try {
      const query = version && `?version=${version}`;
      this.#state = await this.#sandbox.control<RequestLogState>(`/sandbox/requests${query}`, undefined, signal);
      this.#failure = undefined;
    } catch (error) {
      // The document was closed.
      if (signal?.aborted) return;
      this.#failure = vscode.l10n.t(
        'The requests of the sandbox could not be loaded: {0}. Run Show Sandbox Requests to try again.',
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  #updateFinished(): void {
    for (const id of this.#unfinished) if (!this.#isPending(id)) this.#changed.fire(uriOf(id));
  }

  #isPending(id: number): boolean {
    return this.#state.requests.some((request) => request.id === id && request.milliseconds === undefined);
  }

  #idAtCursor(): number | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor && isLog(editor.document.uri) ? logText(this.#state).lines[editor.selection.active.line] : undefined;
  }

  /** Shows new requests if the cursor was at the end. */
  #keepAtEnd(document: vscode.TextDocument): void {
    const before = this.#lines;
    this.#lines = document.lineCount;
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document && editor.selection.active.line >= before - 2) moveToEnd(editor);
  }

  /** The document of a pending request is followed without the log too. */
  #stopIfUnused(): void {
    const isLogOpen = vscode.workspace.textDocuments.some(({ uri }) => isLog(uri));
    if (!isLogOpen && !this.#unfinished.size) this.#stop();
  }

  #stop(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#started = undefined;
  }

  dispose(): void {
    this.#stop();
    this.#subscriptions.dispose();
  }
}

function uriOf(id: number): vscode.Uri {
  return logUri.with({ path: `/request/sandbox-request-${id}.kapture-bodies` });
}

/** The number of the request whose bodies a document shows. */
function idOf({ path }: vscode.Uri): number | undefined {
  const id = requestPath.exec(path)?.[1];
  return id === undefined ? undefined : Number(id);
}

function isLog(uri: vscode.Uri): boolean {
  return uri.scheme === sandboxScheme && uri.path === logUri.path;
}

/** Moves the cursor to the last request. */
function moveToEnd(editor: vscode.TextEditor): void {
  const end = new vscode.Position(Math.max(0, editor.document.lineCount - 2), 0);
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
