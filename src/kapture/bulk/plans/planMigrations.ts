/**
 * Migrations of the plans' database: each entry upgrades it from the version of its index to the next. Only append
 * entries, and never change released ones: windows with an older version of the extension still write to the database.
 */
export const planMigrations: readonly string[] = [
  // `owner` is the process that uses a plan. Sorting 100,000 rows by name takes 180 ms without the index of names.
  `CREATE TABLE plan (
     id INTEGER PRIMARY KEY,
     title TEXT NOT NULL, tenant TEXT NOT NULL, connection TEXT NOT NULL, identifier TEXT NOT NULL,
     dialect TEXT NOT NULL, binding TEXT NOT NULL, file_path TEXT, file_sha256 TEXT, columns TEXT,
     revert_of INTEGER, created_at INTEGER NOT NULL, touched_at INTEGER NOT NULL,
     is_read INTEGER NOT NULL, is_looked_up INTEGER NOT NULL, status TEXT NOT NULL,
     owner TEXT, owner_pid INTEGER, owner_host TEXT, beat_at INTEGER
   ) STRICT;
   CREATE TABLE plan_row (
     id INTEGER PRIMARY KEY,
     plan INTEGER NOT NULL, row INTEGER NOT NULL, line INTEGER,
     kind TEXT NOT NULL, state TEXT NOT NULL, included INTEGER NOT NULL,
     key TEXT NOT NULL, plain_key TEXT NOT NULL, customer_id TEXT, customer_name TEXT,
     phone TEXT NOT NULL, email TEXT NOT NULL, code TEXT NOT NULL,
     reason TEXT, server_message TEXT,
     fields TEXT NOT NULL, changes TEXT NOT NULL, repairs TEXT NOT NULL, problems TEXT NOT NULL,
     search TEXT NOT NULL, cells TEXT
   ) STRICT;
   CREATE UNIQUE INDEX plan_row_row ON plan_row (plan, row);
   CREATE INDEX plan_row_kind ON plan_row (plan, kind, included, state, row);
   CREATE INDEX plan_row_name ON plan_row (plan, ifnull(customer_name, ''), row);
   CREATE TABLE journal (
     id INTEGER PRIMARY KEY,
     plan INTEGER NOT NULL, row INTEGER NOT NULL, sent_at INTEGER NOT NULL, answered_at INTEGER,
     before TEXT NOT NULL, after TEXT NOT NULL, outcome TEXT, status INTEGER
   ) STRICT;
   CREATE INDEX journal_row ON journal (plan, row);`,
  // The page of a plan counts these rows twice per second during a run.
  `CREATE INDEX plan_row_noted ON plan_row (plan) WHERE state = 'done' AND reason IS NOT NULL;`,
  // It also counts these.
  `CREATE INDEX plan_row_renames ON plan_row (plan) WHERE kind = 'update' AND included = 1 AND state = 'not-sent' AND instr(changes, '["customer_name","') > 0;`,
  // When the owner started, see `processStart`. Null in rows of older versions.
  'ALTER TABLE plan ADD COLUMN owner_started TEXT;',
  // Null in rows of older versions.
  'ALTER TABLE plan ADD COLUMN ignored_columns INTEGER;',
  // Excluded rows are counted apart.
  `DROP INDEX plan_row_renames;
   CREATE INDEX plan_row_names ON plan_row (plan, included) WHERE kind = 'update' AND state = 'not-sent' AND instr(changes, '["customer_name","') > 0;`,
  // Null in rows of older versions.
  'ALTER TABLE plan ADD COLUMN constants TEXT;',
  // Earlier versions only have sentences, which name the fields. The page of a plan counts these rows, too.
  `ALTER TABLE plan_row ADD COLUMN omitted TEXT;
   ALTER TABLE plan_row ADD COLUMN ignored TEXT;
   UPDATE plan_row SET ignored = replace(json_array(json_extract(reason, '$.values[0]')), ', ', '","')
   WHERE state = 'done' AND reason IS NOT NULL;
   UPDATE plan_row SET omitted = replace(json_array(json_extract(reason, '$.values[0]')), ', ', '","'), reason = NULL
   WHERE kind = 'update' AND state = 'not-sent'
     AND json_extract(reason, '$.sentence') = 'Kapture masks these fields, so they are not sent: {0}.';
   DROP INDEX plan_row_noted;
   CREATE INDEX plan_row_partial ON plan_row (plan, kind, state, included, omitted, ignored) WHERE (omitted IS NOT NULL OR ignored IS NOT NULL);`,
];
