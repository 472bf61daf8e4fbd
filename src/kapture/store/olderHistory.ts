import { DatabaseSync } from 'node:sqlite';
import { isLoopback, sandboxName } from '../connection/connection.ts';
import { Statements, type Row } from './statements.ts';

/** So many entries are moved at a time, because nobody else writes to either database meanwhile. */
const movedAtOnce = 25;

const olderColumns = [
  ...['id', 'operation', 'connection', 'time_zone', 'url', 'sent_at', 'status', 'outcome', 'trouble'],
  ...['message', 'headers', 'content_type', 'location', 'bytes', 'milliseconds', 'kept_bytes', 'request_body'],
];
const columns = [...olderColumns, 'tenant'];

/**
 * Moves the history that version 0.1 kept in the customers' database, and goes on keeping there while a window still has
 * that version. How many entries there were. Several windows may do it at the same time. `sandbox` is the tenant that
 * exchanges with a sandbox belong to.
 */
export function moveOlderHistory(older: DatabaseSync, history: DatabaseSync, sandbox: string | undefined): number {
  const [from, to] = [new Statements(older), new Statements(history)];
  if (!from.get("SELECT 1 FROM sqlite_master WHERE name = 'exchange_reply'")) return 0;
  let moved = 0;
  // An entry has to be on the disk before it is removed where it was.
  to.exec('PRAGMA synchronous = FULL');
  try {
    while (from.get('SELECT 1 FROM exchange LIMIT 1')) moved += moveSome(from, to, sandbox);
  } finally {
    to.exec('PRAGMA synchronous = NORMAL');
  }
  // So that what was moved is no longer in the file either.
  if (moved) from.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  return moved;
}

/**
 * Brings what can be read of that history from a customers' database that was set aside into the one that took its place,
 * from which it is moved as ever. Whether it was all of it.
 */
export function rescueOlderHistory(aside: string, database: DatabaseSync): boolean {
  try {
    const from = new DatabaseSync(aside, { readOnly: true });
    try {
      return copyReadable(new Statements(from), new Statements(database));
    } finally {
      from.close();
    }
  } catch {
    return false;
  }
}

function copyReadable(from: Statements, to: Statements): boolean {
  if (!from.get("SELECT 1 FROM sqlite_master WHERE name = 'exchange_reply'")) return true;
  let isWhole = true;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch {
      isWhole = false;
    }
  };
  const ids = new Set<number>();
  // The first damaged page ends a scan: the index, and the table from its other end, may know what comes after it.
  for (const scan of ['INDEXED BY exchange_kept_bytes', 'NOT INDEXED ORDER BY id', 'NOT INDEXED ORDER BY id DESC'])
    attempt(() => {
      for (const { id } of from.iterate(`SELECT id FROM exchange ${scan}`)) ids.add(id as number);
    });
  to.transaction(() => {
    for (const id of [...ids].sort((one, other) => one - other))
      attempt(() => {
        const row = from.get('SELECT * FROM exchange WHERE id = ?', id);
        if (!row) return;
        let text: Row[string] = null;
        attempt(() => (text = from.get('SELECT text FROM exchange_reply WHERE id = ?', id)?.['text'] ?? null));
        insert(to, { ...row, text }, olderColumns);
      });
  });
  return isWhole;
}

/** Both databases are locked: no other window can put back what was moved and deleted by then. */
function moveSome(from: Statements, to: Statements, sandbox: string | undefined): number {
  return from.transaction(() => {
    const rows = from.all(
      'SELECT exchange.*, text FROM exchange LEFT JOIN exchange_reply USING (id) ORDER BY id LIMIT ?',
      movedAtOnce,
    );
    to.transaction(() => {
      for (const row of rows) insert(to, { ...row, tenant: tenantOf(row, sandbox) }, columns);
    });
    for (const { id } of rows) from.run('DELETE FROM exchange WHERE id = ?', id as number);
    return rows.length;
  });
}

/** Under its id, or the next that is free: two windows of different versions may have chosen the same. */
function insert(to: Statements, row: Row, columns: readonly string[]): void {
  let id = row['id'] as number;
  for (; ; id++) {
    const present = to.get('SELECT sent_at, operation, url, request_body FROM exchange WHERE id = ?', id);
    if (!present) break;
    // Moved before, by a window that ended before it could remove it.
    if (Object.entries(present).every(([column, value]) => row[column] === value)) return;
  }
  to.run(
    `INSERT INTO exchange (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    // From before headers were kept there are none.
    ...columns.map((name) => (name === 'id' ? id : (row[name] ?? null))),
  );
  to.run('INSERT INTO exchange_reply (id, text) VALUES (?, ?)', id, row['text'] ?? null);
}

function tenantOf(row: Row, sandbox: string | undefined): string {
  const address = row['url'] as string;
  const url = URL.parse(address);
  if (!url) return address;
  return sandbox !== undefined && row['connection'] === sandboxName && isLoopback(url.hostname) ? sandbox : url.origin;
}
