import * as vscode from 'vscode';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { compareScheme, responseScheme } from '../shared/ids.ts';
import type { OpenedCompare } from './openCompare.ts';
import type { ComparePorts } from './comparisons.ts';

const compareCommands = [
  'kapture.compareConnections',
  'kapture.keepBaseline',
  'kapture.compareWithBaseline',
  'kapture.deleteBaseline',
  'kapture.compareCustomers',
  'kapture.compareWithPulled',
] as const;

/** Comparisons and baselines. Everything is loaded on first use. */
export class Compare implements vscode.Disposable {
  readonly #ports: ComparePorts;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #opened: OpenedCompare | undefined;
  /** Fires after baselines were stored, moved or removed. */
  readonly onDidChangeBaselines = this.#lensesChanged.event;

  constructor(ports: ComparePorts) {
    this.#ports = ports;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(compareScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: async (uri) => (await this.open()).comparisons.textOf(uri),
      }),
      vscode.languages.registerCodeLensProvider(
        { scheme: responseScheme },
        {
          onDidChangeCodeLenses: this.#lensesChanged.event,
          provideCodeLenses: async ({ uri }) => (await this.open()).baselines.lenses(uri),
        },
      ),
      vscode.workspace.onDidRenameFiles(async ({ files }) => (await this.open()).baselines.rename(files)),
      registerCommands(
        ports.log,
        lazyHandlers(compareCommands, async () => (await this.open()).handlers),
      ),
    );
  }

  /** The part that is loaded on first use. */
  async open(): Promise<OpenedCompare> {
    const { openCompare } = await import('./openCompare.ts');
    return (this.#opened ??= openCompare(this.#ports, this.#changed, this.#lensesChanged));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#opened?.dispose();
  }
}
