/**
 * The database's tables: each entry takes it from the version of its index to the next. Add to the end; one that was
 * released is never changed. A window with an older version of the extension goes on writing to the database, so add
 * tables, and columns that need no value, and take none away.
 */
export const migrations: readonly string[] = [
  // History. The responses lie apart, so that a list reads none of them.
  `CREATE TABLE exchange (
     id INTEGER PRIMARY KEY,
     operation TEXT NOT NULL, connection TEXT NOT NULL, time_zone TEXT NOT NULL, url TEXT NOT NULL,
     sent_at INTEGER NOT NULL, status INTEGER NOT NULL, outcome TEXT NOT NULL, trouble TEXT, message TEXT,
     content_type TEXT NOT NULL, location TEXT, bytes INTEGER NOT NULL, milliseconds REAL NOT NULL,
     kept_bytes INTEGER NOT NULL, request_body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX exchange_connection ON exchange (connection, id);
   CREATE INDEX exchange_kept_bytes ON exchange (kept_bytes);
   CREATE TABLE exchange_reply (
     id INTEGER PRIMARY KEY REFERENCES exchange ON DELETE CASCADE,
     text TEXT
   ) STRICT;`,

  // Pulled customers: what lists show of them. Their records lie in spool files beside the database. A customer's pull is
  // no foreign key, which would be looked for with each row, and would have all rows of a pull go at once.
  `CREATE TABLE pull (
     id INTEGER PRIMARY KEY,
     connection TEXT NOT NULL, time_zone TEXT NOT NULL, range_start TEXT NOT NULL, range_end TEXT NOT NULL,
     started_at INTEGER NOT NULL, touched_at INTEGER NOT NULL, ended_at INTEGER
   ) STRICT;
   CREATE INDEX pull_connection ON pull (connection, id);
   CREATE TABLE pull_window (
     id INTEGER PRIMARY KEY, pull INTEGER NOT NULL REFERENCES pull ON DELETE CASCADE,
     range_start TEXT NOT NULL, range_end TEXT NOT NULL,
     attempt INTEGER NOT NULL, done INTEGER NOT NULL, records INTEGER NOT NULL, failure TEXT,
     UNIQUE (pull, range_start, range_end)
   ) STRICT;
   CREATE TABLE spool (
     id INTEGER PRIMARY KEY, pull INTEGER NOT NULL REFERENCES pull ON DELETE CASCADE, bytes INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE customer (
     pull INTEGER NOT NULL, id TEXT NOT NULL,
     window INTEGER NOT NULL, attempt INTEGER NOT NULL,
     name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, code TEXT NOT NULL, city TEXT NOT NULL, agent TEXT NOT NULL,
     status TEXT NOT NULL, source TEXT NOT NULL, created_at TEXT NOT NULL, enquiries INTEGER NOT NULL, contacts INTEGER NOT NULL,
     search TEXT NOT NULL, spool INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, text TEXT,
     PRIMARY KEY (pull, id)
   ) STRICT, WITHOUT ROWID;`,

  // The newest id of what must never get that of something gone: pulls, windows and spool files. Rows of windows that gave
  // way to others go once all their successors are done. `row_bytes` is what the rows of a spool's records take in here.
  `CREATE TABLE newest_id (id INTEGER NOT NULL) STRICT;
   INSERT INTO newest_id SELECT max(
     (SELECT ifnull(max(id), 0) FROM pull), (SELECT ifnull(max(id), 0) FROM pull_window), (SELECT ifnull(max(id), 0) FROM spool));
   CREATE TABLE replaced_window (
     successor INTEGER NOT NULL REFERENCES pull_window ON DELETE CASCADE, id INTEGER NOT NULL,
     PRIMARY KEY (successor, id)
   ) STRICT, WITHOUT ROWID;
   ALTER TABLE spool ADD COLUMN row_bytes INTEGER NOT NULL DEFAULT 0;`,

  // Who pulls: whether it still runs is known of a process at once.
  'ALTER TABLE pull ADD COLUMN process INTEGER;',

  // The response's headers, as JSON; of what came before, and of what an older version keeps, there are none.
  'ALTER TABLE exchange ADD COLUMN headers TEXT;',

  // Whose customers they are. What an older version stored has only the name of a connection, see `adoptPulls`.
  `ALTER TABLE pull ADD COLUMN tenant TEXT;
   CREATE INDEX pull_tenant ON pull (tenant, id);`,

  // The primary contact's phone. In rows of an older version it is unknown, and `phone` is that of one or the other.
  'ALTER TABLE customer ADD COLUMN contact_phone TEXT;',

  // Has a row once `abandonPulls` was done.
  'CREATE TABLE abandoned_pulls (once INTEGER PRIMARY KEY) STRICT;',
];
