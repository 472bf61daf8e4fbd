import { EventEmitter, type Event, type Memento } from 'vscode';
import { endOf, startOf } from '../../kapture/dates/calendar.ts';
import { filterWords, readCustomer, type Contact, type Customer } from '../../kapture/records/customer.ts';
import { recordFields } from '../../kapture/pull/notedRecords.ts';
import type { CustomerRow, Grouping, Selection, Sorting, StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import type { CustomerKeeper } from './customerKeeper.ts';
import { firstQuestion, rememberQuestion, type CustomersQuestion } from './customersQuestion.ts';
import { OwnPulls } from './ownPulls.ts';
import {
  areOfSameRange,
  readShownCustomers,
  type CustomerGroup,
  type PullChoice,
  type ShownCustomers,
} from './shownCustomers.ts';

/** While customers arrive, the view is read anew this often: to read it for each of their pieces takes longer than to fetch them. */
const crowdMs = 400;
/** How often the view is read anew while another process pulls. */
const elsewhereMs = 2000;

/** Which pull of a tenant was chosen to be shown, by its id. */
const choiceKey = (tenant: string): string => `customers.chosen/${tenant}`;

/** The customers of the view, a pull a tenant. Holds none of them: all is read from the store. Knows nothing of trees. */
export class CustomersModel {
  readonly #keeper: CustomerKeeper;
  readonly #memory: Memento;
  readonly #pulls = new OwnPulls();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #question: CustomersQuestion;
  #shown: ShownCustomers | undefined;
  #version = 0;
  #failure: string | undefined;
  #wanted = 0;
  #reading: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;
  #lastRead = 0;
  #isDisposed = false;

  /** `memory` keeps grouping and sorting. */
  constructor(keeper: CustomerKeeper, memory: Memento) {
    this.#keeper = keeper;
    this.#memory = memory;
    this.#question = firstQuestion(memory);
  }

  /** Whose customers are shown. */
  get tenant(): string | undefined {
    return this.#question.source?.tenant;
  }

  /** The name of the connection that they are shown for. */
  get connection(): string | undefined {
    return this.#question.source?.connection;
  }

  get filter(): string {
    return this.#question.filter;
  }

  /** Whom alone the view shows, besides the filter. */
  get only(): Selection | undefined {
    return this.#question.only;
  }

  /** Whether there may be customers that are not shown. */
  get isFiltered(): boolean {
    return this.filter !== '' || this.only !== undefined;
  }

  get grouping(): Grouping {
    return this.#question.grouping;
  }

  get sorting(): Sorting {
    return this.#question.sorting;
  }

  /** What there was to show when it was last read; undefined before the first pull. */
  get shown(): ShownCustomers | undefined {
    return this.#shown;
  }

  /** Counts the readings that brought something else. */
  get version(): number {
    return this.#version;
  }

  /** Why the store could not be read, as a sentence. */
  get failure(): string | undefined {
    return this.#failure;
  }

  isRunning(pull: number): boolean {
    return this.#pulls.isRunning(pull);
  }

  get isPulling(): boolean {
    return this.#pulls.areRunning;
  }

  /** Asks for something else; resolves when that is shown. */
  async ask(change: Partial<CustomersQuestion>): Promise<void> {
    this.#question = {
      ...this.#question,
      ...change,
      ...(change.filter !== undefined && { filter: change.filter.trim() }),
    };
    await this.refresh();
    await rememberQuestion(this.#memory, change);
  }

  /** Has a pull shown, for the connection that it goes through, that this window begins or goes on with, as soon as it is complete or nothing else is there. */
  async begin(pull: StoredPull, connection: string, isRunning: boolean): Promise<void> {
    this.#pulls.add(pull, isRunning);
    await this.#settleChoice(pull);
    await this.ask({ source: { tenant: pull.tenant, connection } });
  }

  /** Shows the other pull of the tenant: the one that is not complete, or the one before it. */
  async showOther(): Promise<void> {
    const other = (await this.settled())?.other;
    if (other) await this.show(other.pull);
  }

  /** Shows a pull that is not complete, or one before it, until the next one begins. */
  async show({ id, tenant }: StoredPull): Promise<void> {
    await this.#memory.update(choiceKey(tenant), id);
    await this.refresh();
  }

  /** A pull that was chosen is what the next one may not throw away: it takes the place of the others for good. */
  async #settleChoice({ id, tenant }: StoredPull): Promise<void> {
    const { chosen } = this.#choiceOf(tenant);
    if (chosen === undefined || chosen === id) return;
    await this.#try((store) => store.keep(chosen), chosen, undefined);
    await this.#memory.update(choiceKey(tenant), undefined);
  }

  #choiceOf(tenant: string): PullChoice {
    const before = this.#shown?.pull;
    return {
      tenant,
      chosen: this.#memory.get<number>(choiceKey(tenant)),
      likely: before?.tenant === tenant ? before : this.#pulls.newest(tenant),
    };
  }

  /** Nobody in this window pulls it any more; what is missing is seen when it is read anew. */
  end(pull: number): void {
    this.#pulls.end(pull);
  }

  /** Forgets which pulls of a tenant, or of all, were this window's, because they are no longer in the store. */
  async forget(tenant?: string): Promise<void> {
    if (tenant === undefined) this.#pulls.forgetAll();
    else this.#pulls.forget(tenant);
    await this.refresh();
  }

  /** What there is to show, once all that was asked before is read. */
  async settled(): Promise<ShownCustomers | undefined> {
    await this.#reading;
    return this.#shown;
  }

  /** Reads anew; resolves when something is shown that was read after this was called. */
  refresh(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    // A pull that ends with the view must not open the store again.
    if (this.#isDisposed) return Promise.resolve();
    this.#wanted++;
    return (this.#reading ??= this.#read());
  }

  /** The same for what comes in crowds: at once after a pause, else a little later. */
  refreshSoon(): void {
    this.#soon ??= setTimeout(() => void this.refresh(), Math.max(0, this.#lastRead + crowdMs - Date.now()));
  }

  /** Has the store get ready for a filter that is about to be typed. Not while customers arrive: with each of them it would have to anew. */
  async prepareFilter(): Promise<void> {
    const pull = (await this.settled())?.pull;
    if (pull && !this.#pulls.areRunning)
      await this.#try(
        (store) => store.prepareFilter(pull.id, this.grouping, this.sorting, this.only),
        pull.id,
        undefined,
      );
  }

  /** The filter is typed. */
  async releaseFilter(): Promise<void> {
    if (this.#shown) await this.#try((store) => store.releaseFilter(), this.#shown.pull.id, undefined);
  }

  /** The first customers of a group in order. */
  async page({ by, key }: CustomerGroup, limit: number): Promise<CustomerRow[]> {
    if (!this.#shown) return [];
    const { filter, only, sorting: sort } = this.#question;
    return this.#try(
      (store, pull) => store.page(pull, { group: { by, key }, only, filter, sort, limit }),
      this.#shown.pull.id,
      [],
    );
  }

  async find(tenant: string, id: string): Promise<CustomerRow | undefined> {
    const pull = await this.pullOf(tenant);
    return pull && this.#try((store) => store.find(pull.id, id), pull.id, undefined);
  }

  /** Whether filter and selection let a customer through. */
  async matches(tenant: string, id: string): Promise<boolean> {
    // Whom the view shows alone changes by a click.
    if (this.only) return false;
    const text = await this.record(tenant, id);
    const search = text === undefined ? undefined : recordFields(text, '')?.search;
    return search !== undefined && filterWords(this.filter).every((word) => search.includes(word));
  }

  /** The text of a record as it came; undefined where it is not there. */
  async record(tenant: string, id: string): Promise<string | undefined> {
    const pull = await this.pullOf(tenant);
    const bytes = pull && (await this.#try((store) => store.record(pull.id, id), pull.id, undefined));
    return bytes && new TextDecoder().decode(bytes);
  }

  async contacts(tenant: string, id: string): Promise<readonly Contact[]> {
    const text = await this.record(tenant, id);
    return text === undefined ? [] : (readCustomer(text, (await this.pullOf(tenant))?.timeZone ?? '')?.contacts ?? []);
  }

  /** Puts one customer in its place, if it is there already or belongs into the range. */
  async put(tenant: string, customer: Customer): Promise<void> {
    const pull = await this.pullOf(tenant);
    if (!pull) return;
    const { createdAt } = customer;
    const inRange =
      createdAt !== undefined && createdAt >= startOf(pull.range.start) && createdAt <= endOf(pull.range.end);
    await this.#try(
      async (store) => {
        if (inRange || (await store.find(pull.id, customer.id))) await store.put(pull, [customer.text]);
      },
      pull.id,
      undefined,
    );
    await this.refresh();
  }

  /** What was pulled from a tenant; by this window, if it is there still. */
  async pullOf(tenant: string): Promise<StoredPull | undefined> {
    if (this.#shown?.pull.tenant === tenant) return this.#shown.pull;
    const { chosen } = this.#choiceOf(tenant);
    return this.#try(
      async (store) => {
        const stored = await store.pulls(tenant, this.#pulls.newest(tenant)?.id);
        return stored.find(({ id }) => id === chosen) ?? stored[0];
      },
      0,
      undefined,
    );
  }

  async #read(): Promise<void> {
    // Not before it is noted that somebody reads.
    await Promise.resolve();
    for (let seen = -1; seen !== this.#wanted;) {
      seen = this.#wanted;
      const question = this.#question;
      let shown = this.#shown;
      let failure: string | undefined;
      try {
        const tenant = question.source?.tenant;
        shown =
          tenant === undefined
            ? undefined
            : await readShownCustomers(await this.#keeper.open(), this.#choiceOf(tenant), question, this.#pulls);
      } catch (error) {
        failure = this.#keeper.explain(error);
      }
      // Somebody wants to know something else by now: that answer takes this one's place.
      if (question !== this.#question) continue;
      // Whoever was chosen in one range may not be in another.
      if (question.only && shown && !areOfSameRange(shown.pull, this.#shown?.pull)) {
        this.#question = { ...question, only: undefined };
        this.#wanted++;
        continue;
      }
      this.#shown = failure !== undefined && shown?.pull.tenant !== question.source?.tenant ? undefined : shown;
      this.#failure = failure;
      this.#lastRead = Date.now();
      // Nothing tells of what another process does.
      if (shown?.isPulledElsewhere) this.#soon ??= setTimeout(() => void this.refresh(), elsewhereMs);
      this.#version++;
      this.#changed.fire();
    }
    this.#reading = undefined;
  }

  /** What is found in the store; `otherwise` where it fails, which the view says. */
  async #try<Result>(
    work: (store: AsyncStore, pull: number) => Promise<Result>,
    pull: number,
    otherwise: Result,
  ): Promise<Result> {
    try {
      return await work(await this.#keeper.open(), pull);
    } catch (error) {
      this.#failure = this.#keeper.explain(error);
      this.#changed.fire();
      return otherwise;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#soon);
    this.#changed.dispose();
  }
}
