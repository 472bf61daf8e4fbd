import type { DatabaseSync } from 'node:sqlite';
import { methodsOf } from '../../store/methodsOf.ts';
import { Statements } from '../../store/statements.ts';
import { PlanHeads } from './planHeads.ts';
import { PlanOwners } from './planOwners.ts';
import { PlanRows } from './planRows.ts';
import { RowDecisions } from './rowDecisions.ts';
import { WriteJournal } from './writeJournal.ts';

type HeadCall = 'plans' | 'plan' | 'create' | 'setStatus' | 'remove' | 'removeTenant' | 'stored' | 'prune';
type RowCall = 'rows' | 'rowsAfter' | 'row' | 'cells' | 'count' | 'counts' | 'hasDetails' | 'include' | 'reverted';
type JournalCall =
  'nextToSend' | 'agreed' | 'unknown' | 'beginWrite' | 'endWrite' | 'notSent' | 'journal' | 'lastSentAt' | 'written';

/** The calls to stored plans: their heads, owners and rows, and the journal of their writes. Values are plain data. */
export interface PlanCalls
  extends
    Pick<PlanHeads, HeadCall>,
    Pick<PlanOwners, 'acquire' | 'beat' | 'release'>,
    Pick<PlanRows, RowCall>,
    Pick<RowDecisions, 'addRows' | 'endRows' | 'decide' | 'endLookUp'>,
    Pick<WriteJournal, JournalCall> {}

/** The calls of a database with the tables of `planMigrations`. What a call recorded is on disk when it returns. */
export function planCalls(database: DatabaseSync): PlanCalls {
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
  };
}
