import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import { editScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { EditOptions } from './contributions.ts';
import type { EditPorts } from './customerReader.ts';
import type { LoadedEdits } from './editFiles.ts';

/** Registers customers as documents. The rest is loaded on first use. */
export class Edits implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #ports: EditPorts;
  readonly #log: Log;
  readonly #filesChanged = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #opened: LoadedEdits | undefined;

  constructor(context: vscode.ExtensionContext, ports: EditPorts, log: Log) {
    this.#context = context;
    this.#ports = ports;
    this.#log = log;
    const denyAccess = (): never => {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('A customer is not a file. It cannot be renamed, moved or deleted here.'),
      );
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#filesChanged,
      this.#lensesChanged,
      // This is registered at activation, because after a reload, auto save may run before the rest is loaded.
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
          createDirectory: denyAccess,
          delete: denyAccess,
          rename: denyAccess,
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
      vscode.languages.registerHoverProvider(
        { scheme: editScheme },
        {
          provideHover: async (document, { line }) =>
            line > 0 && document.lineAt(line).text.startsWith('//')
              ? (await this.open()).hover(document.uri)
              : undefined,
        },
      ),
      ports.targets.onDidChange(() => this.#lensesChanged.fire()),
      registerCommands(log, {
        'kapture.editCustomer': async (options?: EditOptions) =>
          (await this.open()).actions.editCustomer(options, activeUri()),
        'kapture.showChanges': async (uri = activeUri()) => uri && (await this.open()).actions.showChanges(uri),
      }),
    );
  }

  /**
   * The body that saving a customer document would send: only the changed fields. Throws an error with a
   * sentence if it cannot be sent.
   */
  async bodyOf(document: vscode.TextDocument): Promise<string> {
    return (await this.open()).bodyOf(document);
  }

  async open(): Promise<LoadedEdits> {
    const { loadEdits } = await import('./editFiles.ts');
    // A concurrent call may have created it during the import.
    if (!this.#opened) {
      this.#opened = loadEdits(this.#context, this.#ports, this.#log);
      this.#opened.files.onDidChangeFile((events) => this.#filesChanged.fire(events));
    }
    return this.#opened;
  }

  /** Closes the loaded part; the next use opens it again. */
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
