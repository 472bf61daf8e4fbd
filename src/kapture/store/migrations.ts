/**
 * Migrations of the customers' database: each entry upgrades it from the version of its index to the next. Only append
 * entries, and never change released ones. Windows with an older version of the extension still write to the database,
 * so only add tables and nullable columns, and never remove any.
 */
export const migrations: readonly string[] = [
  // History. Responses are in another table, so that lists do not read them.
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

  // Pulled customers: the values that lists show. Their records are in spool files next to the database.
  // `customer.pull` is not a foreign key, because it would be checked for each row, and all rows of a pull would be
  // deleted at once. What is called a window in the names of tables and columns is a period of a pull.
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

  // The newest id of pulls, periods and spool files, so that ids are never reused. Rows of replaced periods are deleted
  // once all their successors are complete. `row_bytes` is the size of the database rows for the records of a spool
  // file.
  `CREATE TABLE newest_id (id INTEGER NOT NULL) STRICT;
   INSERT INTO newest_id SELECT max(
     (SELECT ifnull(max(id), 0) FROM pull), (SELECT ifnull(max(id), 0) FROM pull_window), (SELECT ifnull(max(id), 0) FROM spool));
   CREATE TABLE replaced_window (
     successor INTEGER NOT NULL REFERENCES pull_window ON DELETE CASCADE, id INTEGER NOT NULL,
     PRIMARY KEY (successor, id)
   ) STRICT, WITHOUT ROWID;
   ALTER TABLE spool ADD COLUMN row_bytes INTEGER NOT NULL DEFAULT 0;`,

  // The process that pulls, to find out immediately whether it is still running.
  'ALTER TABLE pull ADD COLUMN process INTEGER;',

  // The response's headers, as JSON; null in rows of older versions.
  'ALTER TABLE exchange ADD COLUMN headers TEXT;',

  // The tenant. Pulls of older versions only have the name of a connection, see `adoptPulls`.
  `ALTER TABLE pull ADD COLUMN tenant TEXT;
   CREATE INDEX pull_tenant ON pull (tenant, id);`,

  // The primary contact's phone. In rows of older versions it is unknown, and `phone` can be either one.
  'ALTER TABLE customer ADD COLUMN contact_phone TEXT;',

  // Has a row after `abandonPulls` has run.
  'CREATE TABLE abandoned_pulls (once INTEGER PRIMARY KEY) STRICT;',

  // 1 if the pull was stored from a response that the user showed; null for any other.
  'ALTER TABLE pull ADD COLUMN from_response INTEGER;',

  // What was learned of the fields of tenants, by operation, see `learningText`.
  `CREATE TABLE learnt_fields (
     tenant TEXT NOT NULL, operation TEXT NOT NULL, learnt TEXT NOT NULL, PRIMARY KEY (tenant, operation)
   ) STRICT;`,

  // Number of received records without an id; null if an older version stored the period.
  'ALTER TABLE pull_window ADD COLUMN without_id INTEGER;',

  // The time of a replaced period whose customers its parts must have, and the number of records in its last response;
  // null if an older version replaced it.
  `ALTER TABLE replaced_window ADD COLUMN range_start TEXT;
   ALTER TABLE replaced_window ADD COLUMN range_end TEXT;
   ALTER TABLE replaced_window ADD COLUMN records INTEGER;`,

  // An id of the time when the user chose to show this pull of its tenant; null for any other. Pulls that started later
  // have higher ids.
  'ALTER TABLE pull ADD COLUMN chosen_at INTEGER;',
];
