/**
 * The tables of the history's database: each entry takes it from the version of its index to the next. As with the
 * customers' `migrations`, windows of several versions share the file: add to the end, and never change what was released.
 */
export const historyTables: readonly string[] = [
  // An exchange belongs to a tenant; the name of the connection is a label. The responses are apart, so that a list reads none of them.
  `CREATE TABLE exchange (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL, operation TEXT NOT NULL, connection TEXT NOT NULL, time_zone TEXT NOT NULL, url TEXT NOT NULL,
     sent_at INTEGER NOT NULL, status INTEGER NOT NULL, outcome TEXT NOT NULL, trouble TEXT, message TEXT, headers TEXT,
     content_type TEXT NOT NULL, location TEXT, bytes INTEGER NOT NULL, milliseconds REAL NOT NULL,
     kept_bytes INTEGER NOT NULL, request_body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX exchange_tenant ON exchange (tenant, id);
   CREATE INDEX exchange_kept_bytes ON exchange (kept_bytes);
   CREATE TABLE exchange_reply (
     id INTEGER PRIMARY KEY REFERENCES exchange ON DELETE CASCADE,
     text TEXT
   ) STRICT;`,

  // What the response says, as JSON, read once when it came. Null in older rows, and where its records are places in bytes.
  'ALTER TABLE exchange_reply ADD COLUMN reading TEXT;',
];
