import {
  abandonedMs,
  type Grouping,
  type Sorting,
  type StoredPull,
  type StoredWindow,
} from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import type { CustomersQuestion } from './customersQuestion.ts';
import { isProcessRunning } from '../isProcessRunning.ts';
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
  /** The refresh that this window runs: it takes this one's place once it has brought something. */
  readonly pulledAnew: StoredPull | undefined;
  readonly windows: number;
  readonly loaded: number;
  readonly matching: number;
  /** What the pull takes on disk. */
  readonly bytes: number;
}

/** Sorted the other way round, groups of what customers are sorted by are too. */
const turns: Partial<Record<Sorting, Grouping>> = { oldest: 'day', cityDescending: 'city', agentDescending: 'agent' };

/** Reads what there is to show of a tenant; undefined where nothing was pulled. `likely` is the pull that it is probably. */
export async function readShownCustomers(
  store: AsyncStore,
  tenant: string,
  question: CustomersQuestion,
  pulls: OwnPulls,
  likely = pulls.newest(tenant),
): Promise<ShownCustomers | undefined> {
  const { filter, only, grouping: by, sorting } = question;
  const newest = pulls.newest(tenant);
  const own = newest?.id;
  const pull = likely ?? (await store.last(tenant));
  if (!pull) return undefined;
  // All at once: whoever waits for the first customers waits for what the thread stores between any two calls.
  const [last, windows, groups, bytes, all] = await Promise.all([
    store.last(tenant, own),
    store.windows(pull.id),
    store.groups(pull.id, by, filter, only),
    store.bytesOf(pull.id),
    filter || only ? store.count(pull.id) : undefined,
  ]);
  // It was removed for another, or brought nothing: nobody need ask for it any more.
  if (own !== undefined && own !== last?.id && !pulls.isRunning(own)) pulls.forget(tenant);
  // It has brought nothing yet, or another window pulled the same tenant, or cleared it.
  if (last?.id !== pull.id) return last && readShownCustomers(store, tenant, question, pulls, last);
  const matching = groups.reduce((sum, { count }) => sum + count, 0);
  const isRunning = pulls.isRunning(pull.id);
  const pulledAnew = newest && newest.id !== pull.id && pulls.isRunning(newest.id) ? newest : undefined;
  return {
    pull,
    bytes,
    matching,
    loaded: all ?? matching,
    windows: windows.length,
    pulledAnew,
    groups: (turns[sorting] === by ? groups.toReversed() : groups).map((group) => ({ kind: 'group', by, ...group })),
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
