import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { editScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import type { EditOptions } from './editOptions.ts';
import type { EditPorts } from './editPorts.ts';
import type { OpenedEdits } from './index.ts';

/** Customers as documents. All but this is loaded when the first one is edited. */
export class Edits implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #ports: EditPorts;
  readonly #log: Log;
  readonly #filesChanged = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #opened: OpenedEdits | undefined;

  constructor(context: vscode.ExtensionContext, ports: EditPorts, log: Log) {
    this.#context = context;
    this.#ports = ports;
    this.#log = log;
    const refuse = (): never => {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('A customer is not a file. It cannot be renamed, moved or deleted here.'),
      );
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#filesChanged,
      this.#lensesChanged,
      // From the start: after a reload VS Code may save a text by itself before anything here was loaded.
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (isEditUri(document.uri))
          void this.open().then(
            ({ files }) => files.willSave(document, reason),
            (error: unknown) => log.error('edits', error),
          );
      }),
      vscode.workspace.registerFileSystemProvider(
        editScheme,
        {
          onDidChangeFile: this.#filesChanged.event,
          watch: () => new vscode.Disposable(() => undefined),
          stat: async (uri) => (await this.open()).files.stat(uri),
          readFile: async (uri) => (await this.open()).files.readFile(uri),
          writeFile: async (uri, content) => {
            await (await this.open()).files.writeFile(uri, content);
            this.#lensesChanged.fire();
          },
          readDirectory: () => [],
          createDirectory: refuse,
          delete: refuse,
          rename: refuse,
        },
        { isCaseSensitive: true },
      ),
      vscode.languages.registerCodeLensProvider(
        { scheme: editScheme },
        {
          onDidChangeCodeLenses: this.#lensesChanged.event,
          provideCodeLenses: async ({ uri }) => (await this.open()).lenses(uri),
        },
      ),
      ports.targets.onDidChange(() => this.#lensesChanged.fire()),
      registerCommands(log, {
        'kapture.editCustomer': async (given?: EditOptions) => (await this.open()).actions.editWhom(given, activeUri()),
        'kapture.showChanges': async (uri = activeUri()) => uri && (await this.open()).actions.showChanges(uri),
        'kapture.revertLastUpdate': async (uri = activeUri()) => {
          if (uri) await (await this.open()).actions.revertLast(uri);
          this.#lensesChanged.fire();
        },
      }),
    );
  }

  /** What saving the document of a customer would send; the changed fields alone. */
  async bodyOf(document: vscode.TextDocument): Promise<string> {
    return (await this.open()).files.bodyOf(document);
  }

  /** The part that is loaded on first use. */
  async open(): Promise<OpenedEdits> {
    const { openEdits } = await import('./index.ts');
    // Whoever awaited the import first made it.
    if (!this.#opened) {
      this.#opened = openEdits(this.#context, this.#ports, this.#log);
      this.#opened.files.onDidChangeFile((events) => this.#filesChanged.fire(events));
    }
    return this.#opened;
  }

  /** Ends what was loaded, as a reload of the window does; the next use opens it anew. */
  close(): void {
    this.#opened?.files.dispose();
    this.#opened = undefined;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.close();
  }
}

function activeUri(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}
