import {
  abandonedMs,
  areGroupsReversed,
  type Grouping,
  type StoredPull,
  type StoredWindow,
} from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import type { CustomersQuestion } from './customersQuestion.ts';
import { isProcessRunning } from '../shared/isProcessRunning.ts';
import type { OwnPulls } from './ownPulls.ts';

export interface CustomerGroup {
  readonly kind: 'group';
  readonly by: Grouping;
  /** A day as `YYYY-MM-DD`, a name; empty for customers without one. */
  readonly key: string;
  readonly count: number;
}

/** What the view shows, as the store had it at one time. */
export interface ShownCustomers {
  readonly pull: StoredPull;
  readonly groups: readonly CustomerGroup[];
  /** Windows whose customers are not all there, newest first. */
  readonly missing: readonly StoredWindow[];
  /** Whether another window of VS Code is pulling: then what is not all there is on its way. */
  readonly isPulledElsewhere: boolean;
  /** What this window pulls of the tenant while an earlier pull is shown: it takes this one's place once it is complete. */
  readonly pulledAnew: StoredPull | undefined;
  /** The other pull that can be shown. */
  readonly other: OtherPull | undefined;
  readonly windows: number;
  readonly loaded: number;
  readonly matching: number;
  /** What the pull takes on disk. */
  readonly bytes: number;
}

/** A pull of the tenant beside the one that is shown. */
export interface OtherPull {
  readonly pull: StoredPull;
  readonly customers: number;
  /** It is under way in this window. */
  readonly isRunning: boolean;
  /** It is not complete, and newer than what is shown; else that is the one which is not complete. */
  readonly isNewer: boolean;
}

/** Which of a tenant's pulls is read. */
export interface PullChoice {
  readonly tenant: string;
  /** The one that was chosen, if it is there still. */
  readonly chosen: number | undefined;
  /** The one that it is probably. */
  readonly likely: StoredPull | undefined;
}

/** Reads what there is to show of a tenant; undefined where nothing was pulled. */
export async function readShownCustomers(
  store: AsyncStore,
  { tenant, chosen, likely }: PullChoice,
  question: CustomersQuestion,
  pulls: OwnPulls,
): Promise<ShownCustomers | undefined> {
  const { filter, only, grouping: by, sorting } = question;
  const newest = pulls.newest(tenant);
  const own = newest?.id;
  const read = likely ?? (await store.last(tenant));
  if (!read) return undefined;
  // All at once: whoever waits for the first customers waits for what the thread stores between any two calls.
  const [stored, windows, groups, bytes, all] = await Promise.all([
    store.pulls(tenant, own),
    store.windows(read.id),
    store.groups(read.id, by, filter, only),
    store.bytesOf(read.id),
    filter || only ? store.count(read.id) : undefined,
  ]);
  const pull = stored.find(({ id }) => id === chosen) ?? stored[0];
  // It was removed for another, or brought nothing: there is no use in asking for it again.
  if (own !== undefined && !stored.some(({ id }) => id === own) && !pulls.isRunning(own)) pulls.forget(tenant);
  // It is not complete yet, or another window pulled the same tenant, or cleared it.
  if (pull?.id !== read.id) return pull && readShownCustomers(store, { tenant, chosen, likely: pull }, question, pulls);
  const matching = groups.reduce((sum, { count }) => sum + count, 0);
  const isRunning = pulls.isRunning(pull.id);
  const other = stored.find(({ id }) => id !== pull.id);
  const pulledAnew = newest && newest.id !== pull.id && pulls.isRunning(newest.id) ? newest : undefined;
  return {
    pull,
    bytes,
    matching,
    loaded: all ?? matching,
    windows: windows.length,
    pulledAnew,
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
    isPulledElsewhere: !isRunning && isPulledByOther(pull),
    // What waits for its turn is not missing, nor is what is pulled anew.
    missing: pulledAnew
      ? []
      : windows.filter(({ isDone, failure }) => !isDone && !(isRunning && failure === undefined)),
  };
}

export function areOfSameRange(one: StoredPull, other: StoredPull | undefined): boolean {
  return one.tenant === other?.tenant && one.range.start === other.range.start && one.range.end === other.range.end;
}

/** Whether another process pulls it, which is there and has said so a short while ago. */
function isPulledByOther({ endedAt, touchedAt, process: pid }: StoredPull): boolean {
  if (endedAt !== undefined || touchedAt === undefined || Date.now() - touchedAt >= abandonedMs) return false;
  return pid === undefined || (pid !== process.pid && isProcessRunning(pid));
}
