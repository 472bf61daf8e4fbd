import { DatabaseSync } from 'node:sqlite';
import { sandboxName } from '../connection/connection.ts';
import { isLoopback } from '../connection/isLoopback.ts';
import { Statements, type Row } from './statements.ts';

/** Maximum number of entries to move at once, because it blocks writers of both databases. */
const batchSize = 25;

const olderColumns = [
  ...['id', 'operation', 'connection', 'time_zone', 'url', 'sent_at', 'status', 'outcome', 'trouble'],
  ...['message', 'headers', 'content_type', 'location', 'bytes', 'milliseconds', 'kept_bytes', 'request_body'],
];
const columns = [...olderColumns, 'tenant'];

/**
 * Moves the history that version 0.1 stores in the customers' database; windows with that version can still add
 * entries. Returns the number of moved entries. Several windows can do this at the same time. `sandbox` is the tenant
 * of exchanges with a sandbox.
 */
export function moveOlderHistory(older: DatabaseSync, history: DatabaseSync, sandbox: string | undefined): number {
  const [from, to] = [new Statements(older), new Statements(history)];
  if (!from.get("SELECT 1 FROM sqlite_master WHERE name = 'exchange_reply'")) return 0;
  let moved = 0;
  // An entry must be on disk before the original is deleted.
  to.exec('PRAGMA synchronous = FULL');
  try {
    while (from.get('SELECT 1 FROM exchange LIMIT 1')) moved += moveSome(from, to, sandbox);
  } finally {
    to.exec('PRAGMA synchronous = NORMAL');
  }
  // Erases the moved entries from the file.
  if (moved) from.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  return moved;
}

/**
 * Copies the readable part of that history from a customers' database that was set aside to its replacement, from which
 * it is then moved. Returns whether the whole history was readable.
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
  // A scan ends at the first damaged page. The index, and a scan from the other end, can find entries after it.
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

/**
 * Moves one batch. Both databases are locked, so that no other window can restore an entry that was moved and deleted.
 */
function moveSome(from: Statements, to: Statements, sandbox: string | undefined): number {
  return from.transaction(() => {
    const rows = from.all(
      'SELECT exchange.*, text FROM exchange LEFT JOIN exchange_reply USING (id) ORDER BY id LIMIT ?',
      batchSize,
    );
    to.transaction(() => {
      for (const row of rows) insert(to, { ...row, tenant: tenantOf(row, sandbox) }, columns);
    });
    for (const { id } of rows) from.run('DELETE FROM exchange WHERE id = ?', id as number);
    return rows.length;
  });
}

/** Inserts an entry with its id or the next free one: windows with different versions can have used the same id. */
function insert(to: Statements, row: Row, columns: readonly string[]): void {
  let id = row['id'] as number;
  for (; ; id++) {
    const present = to.get('SELECT sent_at, operation, url, request_body FROM exchange WHERE id = ?', id);
    if (!present) break;
    // Already moved by a window that ended before it deleted the original.
    if (Object.entries(present).every(([column, value]) => row[column] === value)) return;
  }
  to.run(
    `INSERT INTO exchange (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    // Old entries have no headers.
    ...columns.map((name) => (name === 'id' ? id : (row[name] ?? null))),
  );
  to.run('INSERT INTO exchange_reply (id, text) VALUES (?, ?)', id, row['text'] ?? null);
}

function tenantOf(row: Row, sandbox: string | undefined): string {
  const text = row['url'] as string;
  const url = URL.parse(text);
  if (!url) return text;
  return sandbox !== undefined && row['connection'] === sandboxName && isLoopback(url.hostname) ? sandbox : url.origin;
}
