import { openDatabase, type OpenedDatabase } from '../../store/database.ts';
import { StoreError } from '../../store/storeError.ts';
import { planCalls, type PlanCalls } from './planCalls.ts';
import { planMigrations } from './planMigrations.ts';

/** The plans in a file. Several processes can use it at the same time. Calls throw the errors of SQLite. */
export interface PlanDatabase extends PlanCalls, Pick<OpenedDatabase, 'file' | 'setAside'> {
  close(): void;
}

/** Opens or creates the file, readable only by its owner. Throws a {@link StoreError}. */
export function openPlanDatabase(path: string): PlanDatabase {
  try {
    const { database, file, setAside } = openDatabase(path, planMigrations.join('\n'));
    return { ...planCalls(database), file, setAside, close: () => database.close() };
  } catch (error) {
    throw StoreError.from(error);
  }
}
