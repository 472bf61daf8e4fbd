import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openPlanDatabase, type PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { systemReason } from '../shared/systemReason.ts';
import { UsageError } from '../shared/usageError.ts';

/** The tables of the plans. */
const tables = ['plan', 'plan_row', 'journal'];

/**
 * Opens or creates the database of plans. `onSetAside` is called with the new path of a damaged file. Throws a
 * {@link StoreError}, and a {@link UsageError} if the user named a file that is something else: it stays unchanged.
 */
export function openPlans(path: string, isNamed: boolean, onSetAside: (path: string) => void): PlanDatabase {
  if (isNamed && !canHavePlans(path))
    throw new UsageError(`The file ${path} of --database is not a database of plans, or it is damaged.`);
  const plans = openNamed(path);
  if (plans.setAside !== undefined) onSetAside(plans.setAside);
  return plans;
}

function openNamed(path: string): PlanDatabase {
  try {
    return openPlanDatabase(path);
  } catch (error) {
    if (!StoreError.is(error) || error.reason === 'busy') throw error;
    throw new StoreError(
      error.reason,
      `The database of plans ${path} could not be opened: ${systemReason(error)}. Use --database to store plans elsewhere.`,
      error,
    );
  }
}

/** Whether a file is missing, empty or a database with the tables of plans. */
function canHavePlans(path: string): boolean {
  if (!existsSync(path) || statSync(path).size === 0) return true;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const found = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      const names = found.map(({ name }) => name);
      return names.length === 0 || tables.every((table) => names.includes(table));
    } finally {
      database.close();
    }
  } catch (error) {
    const known = StoreError.from(error);
    // Other errors, such as of permissions, are those of opening it.
    return !StoreError.is(known, 'damaged');
  }
}
