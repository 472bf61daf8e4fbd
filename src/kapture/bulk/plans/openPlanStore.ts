import { openDatabase, type OpenedDatabase } from '../../store/database.ts';
import { StoreError } from '../../store/storeError.ts';
import { planMigrations } from './planMigrations.ts';
import { localPlanStore, type LocalPlanStore } from './planStore.ts';

/** A store of plans with its file. */
export interface OpenPlanStore extends Pick<OpenedDatabase, 'file' | 'setAside'> {
  readonly store: LocalPlanStore;
}

/** Opens or creates the file, readable only by its owner. Throws a {@link StoreError}. */
export function openPlanStore(path: string): OpenPlanStore {
  try {
    const { database, file, setAside } = openDatabase(path, planMigrations);
    return { store: localPlanStore(database), file, setAside };
  } catch (error) {
    throw StoreError.from(error);
  }
}
