import {
  type Grouping,
  type StoredPeriod,
  type StoredPull,
  areGroupsReversed,
} from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeWorker.ts';
import type { CustomersQuery } from './customersModel.ts';

/** The rows of the view with one value. */
export interface CustomerGroup {
  readonly kind: 'group';
  readonly by: Grouping;
  /** A day as `YYYY-MM-DD`, or a value of the grouped field; empty for rows without a value. */
  readonly key: string;
  readonly count: number;
}

/** What the view shows, as of one read of the store. */
export interface ShownCustomers {
  readonly pull: StoredPull;
  readonly groups: readonly CustomerGroup[];
  /** Incomplete periods, newest first, except for those that a running pull will request. */
  readonly missing: readonly StoredPeriod[];
  /** The number of received records that have no ID, so they are not stored. */
  readonly withoutId: number;
  readonly loaded: number;
  readonly matching: number;
  /** The size of the pull on disk. */
  readonly bytes: number;
}

/**
 * Reads what to show for a tenant. Undefined if nothing was pulled. `running` are the pulls that this window runs.
 */
export async function readShownCustomers(
  store: AsyncStore,
  tenant: string,
  { module, filter, only, grouping: by, sorting }: CustomersQuery,
  running: ReadonlySet<number>,
): Promise<ShownCustomers | undefined> {
  const pull = await store.last(tenant, module);
  if (!pull) return undefined;
  // The calls run in parallel: between sequential calls, the store's thread would write received records and delay
  // the first rows.
  const [periods, groups, bytes, all] = await Promise.all([
    store.periods(pull.id),
    store.groups(pull.id, by, filter, only),
    store.bytesOf(pull.id),
    filter || only ? store.count(pull.id) : undefined,
  ]);
  const matching = groups.reduce((sum, { count }) => sum + count, 0);
  return {
    pull,
    bytes,
    matching,
    loaded: all ?? matching,
    withoutId: periods.reduce((sum, { withoutId }) => sum + withoutId, 0),
    groups: (areGroupsReversed(by, sorting) ? groups.toReversed() : groups).map((group) => ({
      kind: 'group',
      by,
      ...group,
    })),
    // Periods that are queued or being pulled again are not missing.
    missing: periods.filter(({ isDone, failure }) => !isDone && !(running.has(pull.id) && failure === undefined)),
  };
}

export function haveSameRange(one: StoredPull, other: StoredPull | undefined): boolean {
  const isSameList = one.tenant === other?.tenant && one.module === other.module;
  return isSameList && one.range.start === other.range.start && one.range.end === other.range.end;
}
