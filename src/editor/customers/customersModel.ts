import { type Event, EventEmitter, type Memento } from 'vscode';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { endOf, startOf } from '../../kapture/dates/calendar.ts';
import { type Contact, type Customer, readCustomer } from '../../kapture/records/customer.ts';
import type { ColumnName } from '../../kapture/records/recordColumns.ts';
import {
  type CustomerRow,
  type Group,
  type Grouping,
  type Selection,
  type Sorting,
  type StoredPull,
  groupingsIn,
  sortingsIn,
} from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeWorker.ts';
import { SavedFilters } from './filters/savedFilters.ts';
import { type CustomerGroup, type ShownCustomers, haveSameRange, readShownCustomers } from './shownCustomers.ts';
import type { CustomerStorage } from './storage/customerStorage.ts';

/**
 * Milliseconds between reads while customers arrive. A read for each received part would take longer than the download.
 */
const readIntervalMs = 400;

/** What the Customers view shows: a pull of customers, or of tickets, per tenant. Rows are read from the store. */
export class CustomersModel {
  readonly #storage: CustomerStorage;
  readonly #state: Memento;
  /** The pulls that this window runs. */
  readonly #running = new Set<number>();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly savedFilters: SavedFilters;
  #query: CustomersQuery;
  #shown: ShownCustomers | undefined;
  #version = 0;
  #failure: string | undefined;
  #requestedReads = 0;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastRead = 0;
  #isDisposed = false;

  /** `state` stores grouping, sorting and saved filters. */
  constructor(storage: CustomerStorage, state: Memento) {
    this.#storage = storage;
    this.#state = state;
    this.savedFilters = new SavedFilters(state);
    this.#query = initialQuery(state, 'customer');
  }

  /** The module whose records are shown. */
  get module(): ListModule {
    return this.#query.module;
  }

  /** The tenant whose records are shown. */
  get tenant(): string | undefined {
    return this.#query.source?.tenant;
  }

  /** The name of the connection that the customers are shown for. */
  get connection(): string | undefined {
    return this.#query.source?.connection;
  }

  get filter(): string {
    return this.#query.filter;
  }

  /** The selection that the view is limited to, in addition to the filter. */
  get only(): Selection | undefined {
    return this.#query.only;
  }

  get isFiltered(): boolean {
    return this.filter !== '' || this.only !== undefined;
  }

  get grouping(): Grouping {
    return this.#query.grouping;
  }

  get sorting(): Sorting {
    return this.#query.sorting;
  }

  /** The result of the last read; undefined before the first pull. */
  get shown(): ShownCustomers | undefined {
    return this.#shown;
  }

  /** The number of reads so far; a new number means that rows may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Why the last read of the store failed, as a sentence. */
  get failure(): string | undefined {
    return this.#failure;
  }

  isRunning(pull: number): boolean {
    return this.#running.has(pull);
  }

  get isPulling(): boolean {
    return this.#running.size > 0;
  }

  /** Changes what the view shows. Resolves when it is shown. */
  async update(change: Partial<CustomersQuery>): Promise<void> {
    this.#query = {
      ...this.#query,
      ...change,
      ...(change.filter !== undefined && { filter: change.filter.trim() }),
    };
    await this.refresh();
    await saveQuery(this.#state, this.module, change);
  }

  /** Shows the records of a module, without a filter, in the order that the module was shown in last. */
  async show(module: ListModule): Promise<void> {
    if (module !== this.module) await this.update({ ...initialQuery(this.#state, module), source: this.#query.source });
  }

  /** Registers a pull that this window starts or continues. It is shown as soon as it has records. */
  async begin(pull: StoredPull, connection: string): Promise<void> {
    this.#running.add(pull.id);
    const list = pull.module === this.module ? {} : initialQuery(this.#state, pull.module);
    await this.update({ ...list, source: { tenant: pull.tenant, connection } });
  }

  /** This window no longer runs the pull. The next read shows the periods that are missing. */
  end(pull: number): void {
    this.#running.delete(pull);
  }

  /** What is shown, after pending reads. */
  async settled(): Promise<ShownCustomers | undefined> {
    await this.#reading;
    return this.#shown;
  }

  /** Reads again. Resolves when the result of a read that started after this call is shown. */
  refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A pull that ends while the view closes must not open the store again.
    if (this.#isDisposed) return Promise.resolve();
    this.#requestedReads++;
    return (this.#reading ??= this.#read());
  }

  /** Reads again at most every {@link readIntervalMs}, for frequent changes. */
  refreshSoon(): void {
    this.#timer ??= setTimeout(() => void this.refresh(), Math.max(0, this.#lastRead + readIntervalMs - Date.now()));
  }

  /**
   * Prepares the store for fast filtering while the user types. Does nothing during a pull, because each new customer
   * would invalidate the preparation.
   */
  async prepareFilter(): Promise<void> {
    const pull = (await this.settled())?.pull;
    if (pull && !this.isPulling)
      await this.#runOnStore(
        (store) => store.prepareFilter(pull.id, this.grouping, this.sorting, this.only),
        pull.id,
        undefined,
      );
  }

  /** Releases what {@link prepareFilter} prepared. */
  async releaseFilter(): Promise<void> {
    if (this.#shown) await this.#runOnStore((store) => store.releaseFilter(), this.#shown.pull.id, undefined);
  }

  /** The first `limit` customers of a group, sorted. */
  async page({ by, key, count }: CustomerGroup, limit: number): Promise<CustomerRow[]> {
    if (!this.#shown) return [];
    const { filter, only, sorting: sort } = this.#query;
    const rows = await this.#runOnStore(
      (store, pull) => store.page(pull, { group: { by, key }, only, filter, sort, limit }),
      this.#shown.pull.id,
      undefined,
    );
    // Another window has removed the pull, or the database was deleted.
    if (rows?.length === 0 && count) this.refreshSoon();
    return rows ?? [];
  }

  /** The values of a column in the shown pull, if customers can be grouped by it. */
  async valuesOf(column: ColumnName): Promise<Group[]> {
    const by = groupingsIn(this.module).find((grouping) => grouping === column);
    if (!by || !this.#shown) return [];
    return this.#runOnStore((store, pull) => store.groups(pull, by), this.#shown.pull.id, []);
  }

  async find(tenant: string, id: string): Promise<CustomerRow | undefined> {
    const pull = await this.findPull(tenant);
    return pull && this.#runOnStore((store) => store.find(pull.id, id), pull.id, undefined);
  }

  /** The text of a record as the server sent it; undefined if it is not stored. */
  async record(tenant: string, id: string): Promise<string | undefined> {
    const pull = await this.findPull(tenant);
    const bytes = pull && (await this.#runOnStore((store) => store.record(pull.id, id), pull.id, undefined));
    return bytes && new TextDecoder().decode(bytes);
  }

  /** The text of a record as it was pulled; undefined if it was not pulled. */
  async pulledRecord(tenant: string, id: string): Promise<string | undefined> {
    const pull = await this.findPull(tenant);
    const bytes = pull && (await this.#runOnStore((store) => store.pulledRecord(pull.id, id), pull.id, undefined));
    return bytes && new TextDecoder().decode(bytes);
  }

  async contacts(tenant: string, id: string): Promise<readonly Contact[]> {
    const text = await this.record(tenant, id);
    return text === undefined
      ? []
      : (readCustomer(text, (await this.findPull(tenant))?.timeZone ?? '')?.contacts ?? []);
  }

  /** Stores customers in the shown pull that are already there or were created in the range of the pull. */
  async put(tenant: string, customers: readonly Customer[]): Promise<void> {
    const pull = await this.findPull(tenant);
    if (!pull) return;
    const [start, end] = [startOf(pull.range.start), endOf(pull.range.end)];
    await this.#runOnStore(
      async (store) => {
        const texts: string[] = [];
        for (const { id, createdAt, text } of customers) {
          const inRange = createdAt !== undefined && createdAt >= start && createdAt <= end;
          if (inRange || (await store.find(pull.id, id))) texts.push(text);
        }
        if (texts.length) await store.put(pull, texts);
      },
      pull.id,
      undefined,
    );
    await this.refresh();
  }

  /** The pull to show for a module of a tenant. Undefined if nothing was pulled. */
  async findPull(tenant: string, module: ListModule = 'customer'): Promise<StoredPull | undefined> {
    const pull = this.#shown?.pull;
    if (pull?.tenant === tenant && pull.module === module) return pull;
    return this.#runOnStore((store) => store.last(tenant, module), 0, undefined);
  }

  async #read(): Promise<void> {
    // The caller must be able to set #reading first.
    await Promise.resolve();
    for (let handledReads = -1; handledReads !== this.#requestedReads;) {
      handledReads = this.#requestedReads;
      const query = this.#query;
      let shown = this.#shown;
      let failure: string | undefined;
      try {
        const tenant = query.source?.tenant;
        shown =
          tenant === undefined
            ? undefined
            : await readShownCustomers(await this.#storage.open(), tenant, query, this.#running);
      } catch (error) {
        failure = this.#storage.explain(error);
      }
      // The query has changed in the meantime, and the read for the new query follows.
      if (query !== this.#query) continue;
      // A selection applies to one range only.
      if (query.only && shown && !haveSameRange(shown.pull, this.#shown?.pull)) {
        this.#query = { ...query, only: undefined };
        this.#requestedReads++;
        continue;
      }
      const isOther = shown?.pull.tenant !== query.source?.tenant || shown?.pull.module !== query.module;
      this.#shown = failure !== undefined && isOther ? undefined : shown;
      this.#failure = failure;
      this.#lastRead = Date.now();
      this.#version++;
      this.#changed.fire();
    }
    this.#reading = undefined;
  }

  /** Runs a query. If the store fails, resolves to `fallback` and the view shows the failure. */
  async #runOnStore<Result>(
    work: (store: AsyncStore, pull: number) => Promise<Result>,
    pull: number,
    fallback: Result,
  ): Promise<Result> {
    try {
      return await work(await this.#storage.open(), pull);
    } catch (error) {
      const failure = this.#storage.explain(error);
      // This refreshes only once until the next read, because the view queries its open groups again after each change.
      if (this.#failure === undefined) {
        this.#failure = failure;
        this.#changed.fire();
      }
      return fallback;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}

/** A tenant, and the name of the connection that it is shown for. An invalid connection has no tenant. */
export interface CustomersSource {
  readonly tenant: string | undefined;
  readonly connection: string;
}

export interface CustomersQuery {
  readonly module: ListModule;
  readonly source: CustomersSource | undefined;
  readonly filter: string;
  /** Limits the view in addition to the filter. */
  readonly only: Selection | undefined;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

const groupingKey = (module: ListModule): string => `${module}s.groupBy`;
const sortingKey = (module: ListModule): string => `${module}s.sortBy`;

/** The initial query of a module: no source, with the last grouping and sorting. */
export function initialQuery(state: Memento, module: ListModule): CustomersQuery {
  const grouping = state.get<Grouping>(groupingKey(module), 'day');
  const sorting = state.get<Sorting>(sortingKey(module), 'newest');
  return {
    module,
    source: undefined,
    filter: '',
    only: undefined,
    // Another version of the extension may have stored a value that this version does not know.
    grouping: groupingsIn(module).includes(grouping) ? grouping : 'day',
    sorting: sortingsIn(module).includes(sorting) ? sorting : 'newest',
  };
}

/** Stores grouping and sorting for new windows. */
export async function saveQuery(
  state: Memento,
  module: ListModule,
  { grouping, sorting }: Partial<CustomersQuery>,
): Promise<void> {
  if (grouping) await state.update(groupingKey(module), grouping);
  if (sorting) await state.update(sortingKey(module), sorting);
}
