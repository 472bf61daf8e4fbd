import {
  type Grouping,
  type StoredPeriod,
  type StoredPull,
  areGroupsReversed,
} from '../../kapture/store/customerShapes.ts';
import { isProcessRunning } from '../../kapture/store/isAlive.ts';
import type { AsyncStore } from '../../kapture/store/storeWorker.ts';
import type { CustomersQuery } from './customersModel.ts';

export interface CustomerGroup {
  readonly kind: 'group';
  readonly by: Grouping;
  /** A day as `YYYY-MM-DD`, or a value of the grouped field; empty for customers without one. */
  readonly key: string;
  readonly count: number;
}

/** What the view shows, as of one read of the store. */
export interface ShownCustomers {
  readonly pull: StoredPull;
  readonly groups: readonly CustomerGroup[];
  /** Incomplete periods, newest first, except for those that a running pull will request. */
  readonly missing: readonly StoredPeriod[];
  /** Whether another window of VS Code is pulling the incomplete periods. */
  readonly isPulledElsewhere: boolean;
  /** The running pull of the same tenant in this window. It replaces the shown one when it is complete. */
  readonly runningPull: StoredPull | undefined;
  /** The other stored pull of the tenant. */
  readonly other: OtherPull | undefined;
  /** The number of received records that have no ID, so they are not stored. */
  readonly withoutId: number;
  readonly loaded: number;
  readonly matching: number;
  /** The size of the pull on disk. */
  readonly bytes: number;
}

/** The pull of a tenant that is stored but not shown. */
export interface OtherPull {
  readonly pull: StoredPull;
  readonly customers: number;
  /** Whether it is running in this window. */
  readonly isRunning: boolean;
  /** Whether it is the incomplete, newer pull. If false, the shown pull is the incomplete one. */
  readonly isNewer: boolean;
}

/**
 * Reads what to show for a tenant. Undefined if nothing was pulled. `expected` is the pull that is probably shown. It
 * is read first to save a round trip to the store.
 */
export async function readShownCustomers(
  store: AsyncStore,
  tenant: string,
  expected: StoredPull | undefined,
  query: CustomersQuery,
  pulls: OwnPulls,
): Promise<ShownCustomers | undefined> {
  const { filter, only, grouping: by, sorting } = query;
  const newest = pulls.newest(tenant);
  const own = newest?.id;
  const read = expected ?? (await store.last(tenant));
  if (!read) return undefined;
  // In parallel: between sequential calls, the store's thread would write received customers and delay the first rows.
  const [stored, periods, groups, bytes, all] = await Promise.all([
    store.pulls(tenant, own),
    store.periods(read.id),
    store.groups(read.id, by, filter, only),
    store.bytesOf(read.id),
    filter || only ? store.count(read.id) : undefined,
  ]);
  const [pull] = stored;
  // This window's pull was replaced or had no customers, so it need not be requested again.
  if (own !== undefined && !stored.some(({ id }) => id === own) && !pulls.isRunning(own)) pulls.forget(tenant);
  // The likely pull is not the one to show: it is incomplete, or another window pulled or deleted customers.
  if (pull?.id !== read.id) return pull && readShownCustomers(store, tenant, pull, query, pulls);
  const matching = groups.reduce((sum, { count }) => sum + count, 0);
  const isRunning = pulls.isRunning(pull.id);
  const other = stored.find(({ id }) => id !== pull.id);
  const runningPull = newest && newest.id !== pull.id && pulls.isRunning(newest.id) ? newest : undefined;
  return {
    pull,
    bytes,
    matching,
    loaded: all ?? matching,
    withoutId: periods.reduce((sum, { withoutId }) => sum + withoutId, 0),
    runningPull,
    other: other && {
      pull: other,
      customers: await store.count(other.id),
      isRunning: pulls.isRunning(other.id),
      isNewer: other.id > pull.id,
    },
    groups: (areGroupsReversed(by, sorting) ? groups.toReversed() : groups).map((group) => ({
      kind: 'group',
      by,
      ...group,
    })),
    isPulledElsewhere: !isRunning && isPulledByOtherProcess(pull),
    // Periods that are queued or being pulled again are not missing.
    missing: runningPull
      ? []
      : periods.filter(({ isDone, failure }) => !isDone && !(isRunning && failure === undefined)),
  };
}

export function haveSameRange(one: StoredPull, other: StoredPull | undefined): boolean {
  return one.tenant === other?.tenant && one.range.start === other.range.start && one.range.end === other.range.end;
}

/** Whether another running process is pulling. */
function isPulledByOtherProcess({ endedAt, process: pid }: StoredPull): boolean {
  return endedAt === undefined && pid !== process.pid && isProcessRunning(pid);
}

/** The pulls of this window: the newest of each tenant, and those that are running. */
export class OwnPulls {
  readonly #newest = new Map<string, StoredPull>();
  readonly #running = new Set<number>();

  /** Adds a pull that starts or continues. */
  add(pull: StoredPull, isRunning: boolean): void {
    this.#newest.set(pull.tenant, pull);
    if (isRunning) this.#running.add(pull.id);
  }

  end(pull: number): void {
    this.#running.delete(pull);
  }

  isRunning(pull: number): boolean {
    return this.#running.has(pull);
  }

  get isAnyRunning(): boolean {
    return this.#running.size > 0;
  }

  newest(tenant: string): StoredPull | undefined {
    return this.#newest.get(tenant);
  }

  /** Drops the newest pull of a tenant that is no longer in the store. */
  forget(tenant: string): void {
    this.#newest.delete(tenant);
  }

  /** Drops the newest pull of every tenant. Running pulls stay known until they end. */
  forgetAll(): void {
    this.#newest.clear();
  }
}
