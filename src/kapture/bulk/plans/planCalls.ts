import type { DatabaseSync } from 'node:sqlite';
import { methodsOf } from '../../store/serveStore.ts';
import { Statements } from '../../store/statements.ts';
import { PlanCounter } from './planCounter.ts';
import { PlanHeads } from './planHeads.ts';
import { PlanOwners } from './planOwners.ts';
import { PlanRows } from './planRows.ts';
import { RowDecisions } from './rowDecisions.ts';
import { repairsSay, rowSays } from './rowSays.ts';
import { UndoneFields } from './undoneFields.ts';
import { WriteJournal } from './writeJournal.ts';

const headCalls = ['plans', 'plan', 'create', 'setStatus', 'remove', 'removeTenant', 'stored', 'prune'] as const;
const ownerCalls = ['acquire', 'beat', 'release'] as const;
const rowCalls = ['rows', 'rowsAfter', 'row', 'cells', 'count', 'hasDetails', 'include'] as const;
const counterCalls = ['counts'] as const;
const decisionCalls = ['addRows', 'endRows', 'decide', 'endLookUp'] as const;
const journalCalls = [
  'nextToSend',
  'agreed',
  'unknown',
  'beginWrite',
  'endWrite',
  'notSent',
  'journal',
  'lastSentAt',
  'written',
] as const;

/** The calls to stored plans: their heads, owners and rows, and the journal of their writes. Values are plain data. */
export interface PlanCalls
  extends
    Pick<PlanHeads, (typeof headCalls)[number]>,
    Pick<PlanOwners, (typeof ownerCalls)[number]>,
    Pick<PlanRows, (typeof rowCalls)[number]>,
    Pick<PlanCounter, (typeof counterCalls)[number]>,
    Pick<RowDecisions, (typeof decisionCalls)[number]>,
    Pick<WriteJournal, (typeof journalCalls)[number]> {}

/** The calls of a database with the tables of `planMigrations`. What a call recorded is on disk when it returns. */
export function planCalls(database: DatabaseSync): PlanCalls {
  // WAL with NORMAL would lose the latest records of the journal if the machine loses power. So could macOS, where
  // fsync leaves them in the cache of the drive (sqlite.org/pragma.html#pragma_fullfsync).
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  database.function('row_says', { deterministic: true }, rowSays());
  database.function('repairs_say', { deterministic: true }, repairsSay());
  const sql = new Statements(database);
  const owners = new PlanOwners(sql);
  const undone = new UndoneFields(sql);
  return {
    ...methodsOf(new PlanHeads(sql, owners), ...headCalls),
    ...methodsOf(owners, ...ownerCalls),
    ...methodsOf(new PlanRows(sql, owners), ...rowCalls),
    ...methodsOf(new PlanCounter(sql, undone), ...counterCalls),
    ...methodsOf(new RowDecisions(sql, owners), ...decisionCalls),
    ...methodsOf(new WriteJournal(sql, owners, undone), ...journalCalls),
  };
}
