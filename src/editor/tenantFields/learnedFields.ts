import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeWorker.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { readLearned, recordTexts } from '../../kapture/tenantFields/learnedRecords.ts';
import { taughtBy, type TenantLearning } from '../../kapture/tenantFields/tenantFields.ts';
import { fieldsScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { setting } from '../shared/settings.ts';
import { tenantText } from '../shared/texts/connectionTexts.ts';
import { KnownTenant } from './knownTenant.ts';
import { schemaLenses, schemaText, tenantOfFields, type TenantSchema } from './schemaText.ts';

interface FieldStorage extends PulledCustomers {
  readonly storage: PulledCustomers['storage'] & {
    /** Fires after customers were cleared, or the store was replaced by another one. */
    onDidClear(listener: () => void): { dispose(): void };
  };
}

export interface TenantFieldsPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
  readonly customers: () => {
    readonly isOpen: boolean;
    open(): Promise<FieldStorage>;
  };
  /** The file of the stored customers. */
  readonly database: vscode.Uri;
}

/**
 * The maximum number of fetched customers that are remembered. Beyond it, customers that were fetched one by one count
 * again.
 */
const maximumFetched = 5000;

/** What was learned about the fields of tenants. Reads it from the store, and adds what pulls and responses teach. */
export class LearnedFields implements vscode.Disposable {
  readonly #ports: TenantFieldsPorts;
  readonly #changed: vscode.EventEmitter<void>;
  readonly #documents: vscode.EventEmitter<vscode.Uri>;
  readonly #subscriptions: vscode.Disposable[];
  readonly #learned = new Map<string, TenantLearning>();
  readonly #known = new Map<string, KnownTenant>();
  readonly #reading = new Map<string, Promise<void>>();
  /** Ended pulls to learn from, by tenant. */
  readonly #pulls = new Map<string, StoredPull>();
  readonly #learnedPulls = new Set<number>();
  /** The responses that were already counted, so that a record that is opened again is not counted twice. */
  readonly #fetched = new Set<string>();
  #learning: Promise<void> | undefined;
  #storage: FieldStorage | undefined;
  #version = 0;

  constructor(
    ports: TenantFieldsPorts,
    changed: vscode.EventEmitter<void>,
    documents: vscode.EventEmitter<vscode.Uri>,
  ) {
    this.#ports = ports;
    this.#changed = changed;
    this.#documents = documents;
    // A document shows the name of its connection, which can change.
    this.#subscriptions = [ports.targets.onDidChange(() => this.#update())];
  }

  /** The known fields of a tenant. If they must be read from the store, `onDidChange` fires afterward. */
  of(tenant: string): KnownTenant | undefined {
    if (!this.#learned.has(tenant)) void this.#readQuietly(tenant);
    const known = this.#known.get(tenant);
    const schema = this.#schemaOf(tenant);
    if (known?.isOf(schema)) return known;
    this.#known.delete(tenant);
    if (!Object.keys(schema.learning).length) return undefined;
    const created = new KnownTenant(schema, ++this.#version);
    this.#known.set(tenant, created);
    return created;
  }

  /** Everything about a tenant, once it is read from the store. */
  async schemaOf(tenant: string): Promise<TenantSchema> {
    if (!this.#learned.has(tenant)) await this.#readQuietly(tenant);
    return this.#schemaOf(tenant);
  }

  async textOf(uri: vscode.Uri): Promise<string> {
    return schemaText(await this.schemaOf(tenantOfFields(uri)));
  }

  lensesOf(uri: vscode.Uri): vscode.CodeLens[] {
    return schemaLenses(tenantOfFields(uri));
  }

  /** Learns from the records of responses of one operation and tenant. Never rejects, because no caller awaits it. */
  async learn(...exchanges: readonly Exchange[]): Promise<void> {
    const [first] = exchanges;
    if (!first || !taughtBy.includes(first.operation)) return;
    const { tenant, operation } = first;
    const texts = exchanges
      .filter(({ response }) => response.reading.outcome === 'success')
      .flatMap(recordTexts)
      .filter((text) => this.#isNew(tenant, operation, text));
    if (texts.length)
      await this.#quietly(async () => {
        await (await this.#store()).learnRecords(tenant, operation, texts);
        await this.#read(tenant);
      });
  }

  /** Learns from a pull that has ended, as soon as none runs. Never rejects. */
  learnPull(pull: StoredPull): Promise<void> {
    if (!this.#learnedPulls.has(pull.id)) this.#pulls.set(pull.tenant, pull);
    this.#learning ??= this.#learnPulls().finally(() => (this.#learning = undefined));
    return this.#learning;
  }

  /** Learns from the customers of a tenant that were pulled earlier, unless they were learned already. */
  async learnEarlierPull(tenant: string): Promise<void> {
    if ((await this.schemaOf(tenant)).learning.pull) return;
    const pull = await this.#quietly(async () => (await this.#store()).last(tenant));
    if (pull) await this.learnPull(pull);
  }

  async #learnPulls(): Promise<void> {
    await this.#quietly(async () => {
      const store = await this.#store();
      for (const [tenant, pull] of this.#pulls) {
        // When the running pull ends, it continues this.
        if (this.#storage!.model.isPulling) return;
        this.#pulls.delete(tenant);
        // The pull counts as learned from now on, so that a concurrent call does not learn from it again.
        this.#learnedPulls.add(pull.id);
        while (await store.learnPull(pull.id)) {
          if (!this.#storage!.model.isPulling) continue;
          this.#learnedPulls.delete(pull.id);
          this.#pulls.set(tenant, pull);
          return;
        }
        await this.#read(tenant);
      }
    });
  }

  /** Whether the record of a text was not counted in this session. */
  #isNew(tenant: string, operation: OperationId, text: string): boolean {
    const id = /"(?:id|ticketId)"\s*:\s*"?(\d{1,30})/.exec(text)?.[1];
    if (id === undefined) return true;
    const key = `${tenant} ${operation} ${id}`;
    if (this.#fetched.has(key)) return false;
    if (this.#fetched.size >= maximumFetched) this.#fetched.clear();
    this.#fetched.add(key);
    return true;
  }

  #schemaOf(tenant: string): TenantSchema {
    return {
      tenant,
      name: this.#ports.targets.connectionOf(tenant)?.name ?? tenantText(tenant),
      learning: this.#learned.get(tenant) ?? {},
    };
  }

  #readQuietly(tenant: string): Promise<void> {
    const reading = this.#reading.get(tenant) ?? this.#readPresent(tenant).finally(() => this.#reading.delete(tenant));
    this.#reading.set(tenant, reading);
    return reading;
  }

  /** Reads a tenant from the store if anything can be stored. Requests alone do not need the store. */
  async #readPresent(tenant: string): Promise<void> {
    const { customers, database } = this.#ports;
    if (customers().isOpen || (setting('customers.mode') === 'kept' && existsSync(database.fsPath)))
      await this.#quietly(() => this.#read(tenant));
    // After a failure, the tenant is not read again until something is learned.
    if (!this.#learned.has(tenant)) this.#learned.set(tenant, {});
  }

  async #read(tenant: string): Promise<void> {
    const texts = await (await this.#store()).learned(tenant);
    const learned = taughtBy.flatMap((operation) => {
      const text = texts[operation];
      return text === undefined ? [] : [[operation, readLearned(text)] as const];
    });
    this.#learned.set(tenant, Object.fromEntries(learned));
    this.#update();
  }

  #update(): void {
    this.#changed.fire();
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === fieldsScheme) this.#documents.fire(uri);
  }

  async #store(): Promise<AsyncStore> {
    // The view can have been closed and opened again since.
    const opened = await this.#ports.customers().open();
    if (this.#storage !== opened) {
      this.#storage = opened;
      const cleared = opened.storage.onDidClear(() => {
        this.#forgetCounted();
        this.#update();
      });
      this.#subscriptions.push(vscode.Disposable.from(cleared));
    }
    return opened.storage.open();
  }

  #forgetCounted(): void {
    this.#fetched.clear();
    this.#learnedPulls.clear();
    this.#learned.clear();
  }

  /** Runs work on the store. Failures are only logged, because what is learned can be lost without harm. */
  async #quietly<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      // The store was closed or replaced in the meantime.
      if (!StoreError.is(error, 'gone') && !StoreError.is(error, 'ended'))
        this.#ports.log.error('The fields of a tenant could not be learned.', error);
      return undefined;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }
}
