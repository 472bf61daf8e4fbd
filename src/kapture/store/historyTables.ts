/**
 * Migrations of the history's database: each entry upgrades it from the version of its index to the next. As with
 * `migrations`, windows with different versions share the file: only append entries, and never change released ones.
 */
export const historyTables: readonly string[] = [
  // An exchange belongs to a tenant; the name of the connection is a label. Responses are in another table, so that
  // lists do not read them.
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

  // The reading of the response, as JSON. Null in older rows, and if its records are byte offsets.
  'ALTER TABLE exchange_reply ADD COLUMN reading TEXT;',

  // The connection's headers in the request, as JSON. Null in rows of older versions, which sent none.
  'ALTER TABLE exchange ADD COLUMN request_headers TEXT;',

  // The runs of plans, which are in another database.
  `CREATE TABLE run (
     id INTEGER PRIMARY KEY, plan INTEGER NOT NULL UNIQUE,
     tenant TEXT NOT NULL, connection TEXT NOT NULL, title TEXT NOT NULL, revert_of INTEGER,
     started_at INTEGER NOT NULL, writes INTEGER NOT NULL, done INTEGER NOT NULL, unknown INTEGER NOT NULL,
     is_finished INTEGER NOT NULL, is_plan_deleted INTEGER NOT NULL
   ) STRICT;`,

  // The ID of a record in the response that is not the requested one. Null in rows of older versions.
  'ALTER TABLE exchange ADD COLUMN other_id TEXT;',

  // A write is stored before it is sent. Until its response is recorded, it is not answered, and the process that sends
  // it owns it. Older versions show it as an unrecognized response.
  `ALTER TABLE exchange ADD COLUMN is_answered INTEGER NOT NULL DEFAULT 1;
   ALTER TABLE exchange ADD COLUMN owner_pid INTEGER;
   ALTER TABLE exchange ADD COLUMN owner_host TEXT;
   ALTER TABLE exchange ADD COLUMN beat_at INTEGER;
   CREATE INDEX exchange_owner ON exchange (owner_pid) WHERE owner_pid IS NOT NULL;`,

  // What a later read of the customer of a write without a usable response found, as JSON.
  'ALTER TABLE exchange ADD COLUMN found TEXT;',

  // When the owner started, see `processStart`. Null in rows of older versions.
  'ALTER TABLE exchange ADD COLUMN owner_started TEXT;',

  // The number of done rows whose blank values Kapture ignored. Older versions do not store it.
  'ALTER TABLE run ADD COLUMN partly INTEGER NOT NULL DEFAULT 0;',

  // 1 for an update that reverts an earlier one. Older versions do not store it.
  'ALTER TABLE exchange ADD COLUMN is_revert INTEGER NOT NULL DEFAULT 0;',

  // The number of rows whose customers already had the values. Older versions count them as done.
  'ALTER TABLE run ADD COLUMN up_to_date INTEGER NOT NULL DEFAULT 0;',
];
