import type { DatabaseSync } from 'node:sqlite';
import { methodsOf } from '../../store/methodsOf.ts';
import { Statements } from '../../store/statements.ts';
import { PlanHeads } from './planHeads.ts';
import { PlanOwners } from './planOwners.ts';
import { PlanRows } from './planRows.ts';
import { RowDecisions } from './rowDecisions.ts';
import { WriteJournal } from './writeJournal.ts';

/** A store of plans in this thread. */
export type LocalPlanStore = ReturnType<typeof localPlanStore>;

/** The calls of a store of plans in this thread or in another one, see `planStoreOf`. Their values are plain data. */
export type PlanStore = {
  readonly [Call in Exclude<keyof LocalPlanStore, 'close'>]: (
    ...args: Parameters<LocalPlanStore[Call]>
  ) => ReturnType<LocalPlanStore[Call]> | Promise<ReturnType<LocalPlanStore[Call]>>;
};

/**
 * Plans, their rows and the journal of their writes in a database with the tables of `planMigrations`. What a call
 * recorded is on disk when it returns. Several processes can use the file at the same time. Throws the errors of SQLite,
 * see `StoreError.from`.
 */
export function localPlanStore(database: DatabaseSync) {
  // WAL with NORMAL would lose the latest records of the journal if the machine loses power.
  database.exec('PRAGMA synchronous = FULL');
  const sql = new Statements(database);
  const owners = new PlanOwners(sql);
  return {
    ...methodsOf(
      new PlanHeads(sql, owners),
      'plans',
      'plan',
      'create',
      'setStatus',
      'remove',
      'removeTenant',
      'stored',
      'prune',
    ),
    ...methodsOf(owners, 'acquire', 'beat', 'release'),
    ...methodsOf(
      new PlanRows(sql, owners),
      'rows',
      'rowsAfter',
      'row',
      'cells',
      'count',
      'counts',
      'hasDetails',
      'include',
      'reverted',
    ),
    ...methodsOf(new RowDecisions(sql, owners), 'addRows', 'endRows', 'decide', 'endLookUp'),
    ...methodsOf(
      new WriteJournal(sql, owners),
      'nextToSend',
      'agreed',
      'unknown',
      'beginWrite',
      'endWrite',
      'notSent',
      'journal',
      'lastSentAt',
      'written',
    ),
    close: () => database.close(),
  };
}
