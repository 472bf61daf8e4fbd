/**
 * The database's tables: each entry takes it from the version of its index to the next. Add to the end; one that was
 * released is never changed. A window with an older version of the extension may have the database open meanwhile, so
 * add tables and columns, and take none away.
 */
export const migrations: readonly string[] = [
  // History. The replies lie apart, so that a list reads none of them.
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
];
