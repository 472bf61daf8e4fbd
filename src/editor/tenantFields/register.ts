import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import { fieldsScheme } from '../shared/ids.ts';
import type { KnownFields } from '../shared/knownFields.ts';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import type { LearnedFields, TenantFieldsPorts } from './learnedFields.ts';

/** The fields of tenants, learned from their records. Everything is loaded on first use. */
export class TenantFields implements vscode.Disposable {
  readonly #ports: TenantFieldsPorts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #documents = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  #loaded: LearnedFields | undefined;
  /** Fires when the known fields of any tenant have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: TenantFieldsPorts) {
    this.#ports = ports;
    this.#subscriptions = [
      this.#changed,
      this.#documents,
      vscode.workspace.registerTextDocumentContentProvider(fieldsScheme, {
        onDidChange: this.#documents.event,
        provideTextDocumentContent: async (uri) => (await this.load()).textOf(uri),
      }),
      vscode.languages.registerCodeLensProvider(
        { scheme: fieldsScheme },
        { provideCodeLenses: async ({ uri }) => (await this.load()).lensesOf(uri) },
      ),
      ports.sender.onDidExchange(({ exchange }) => {
        // This is not awaited, so that the response is shown in the meantime.
        if (!operations[exchange.operation].writes) void this.#quietly((loaded) => loaded.learn(exchange));
      }),
      registerCommands(
        ports.log,
        lazyHandlers(['kapture.showTenantSchema', 'kapture.exportTenantSchema'] as const, async () =>
          (await import('./fieldCommands.ts')).fieldHandlers(await this.load(), ports),
        ),
      ),
    ];
  }

  /** The known fields of a tenant. If they must be loaded first, `onDidChange` fires afterward. */
  of(tenant: string): KnownFields | undefined {
    if (!this.#loaded) void this.#quietly((loaded) => loaded.of(tenant));
    return this.#loaded?.of(tenant);
  }

  /** Learns from a pull that has ended. Never rejects, because no caller waits for it. */
  async learnPull(pull: StoredPull): Promise<void> {
    await this.#quietly((loaded) => loaded.learnPull(pull));
  }

  async #quietly(work: (loaded: LearnedFields) => unknown): Promise<void> {
    try {
      await work(await this.load());
    } catch (error) {
      this.#ports.log.error('The fields of a tenant could not be loaded.', error);
    }
  }

  /** The part that is loaded on first use. */
  async load(): Promise<LearnedFields> {
    const { LearnedFields } = await import('./learnedFields.ts');
    if (!this.#loaded)
      this.#subscriptions.push((this.#loaded = new LearnedFields(this.#ports, this.#changed, this.#documents)));
    return this.#loaded;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }
}
