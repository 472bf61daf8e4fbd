import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, removeSetAside } from '../../store/database.ts';
import { StoreError } from '../../store/storeError.ts';
import { bulkCalls, type BulkCalls } from './bulkCalls.ts';
import { bulkMigrations } from './bulkMigrations.ts';
import { usualLimits } from './planHeads.ts';

/** A store of plans in this thread. */
export interface BulkStore extends BulkCalls {
  close(): void;
}

/** The store in an open database. */
export function bulkStoreIn(database: DatabaseSync): BulkStore {
  return { ...bulkCalls(database), close: () => database.close() };
}

/** Opens or creates the file, readable only by its owner, and deletes old plans. Throws a {@link StoreError}. */
export function openBulkStore(path: string): BulkStore {
  try {
    const { database, setAside } = openDatabase(path, bulkMigrations);
    const store = bulkStoreIn(database);
    tidyPlans(store, path, setAside);
    return store;
  } catch (error) {
    throw StoreError.from(error);
  }
}

/** Deletes old plans, and old files that were set aside unless one was set aside just now. */
export function tidyPlans(store: Pick<BulkCalls, 'prune'>, path: string, setAside: string | undefined): void {
  const limits = usualLimits();
  try {
    store.prune(limits);
    if (setAside === undefined) removeSetAside(path, limits.before);
  } catch {
    // Such as a busy database. The next start tries again.
  }
}
