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
  // The name that a row states is shown, and sorted by, where no customer was found. Null in rows of older versions.
  `ALTER TABLE plan_row ADD COLUMN stated_name TEXT;
   UPDATE plan_row SET stated_name =
     (SELECT CASE WHEN json_valid(value ->> 1) THEN trim(json_extract(value ->> 1, '$')) END
      FROM json_each(fields) WHERE value ->> 0 = 'customer_name')
   WHERE customer_name IS NULL AND instr(fields, '["customer_name","') > 0;
   DROP INDEX plan_row_name;
   CREATE INDEX plan_row_name ON plan_row (plan, coalesce(customer_name, stated_name, ''), row);`,
  // Null in rows of older versions.
  'ALTER TABLE plan ADD COLUMN mapping TEXT;',
  // See `UndoneFields`. `root` is the plan that is not a revert, and `depth` is 0 in it, 1 in its reverts, and so on.
  // Null in rows of older versions, which found out what is undone from the plans that are left. A field is undone if
  // the plan that wrote it last has an odd distance to the row's plan. Plans do not record when they found a row
  // unchanged, so that counts as the time when they were made.
  // CROSS JOIN keeps the order of the tables: otherwise, SQLite scans all rows for each one.
  `ALTER TABLE plan ADD COLUMN root INTEGER;
   ALTER TABLE plan ADD COLUMN depth INTEGER;
   ALTER TABLE plan_row ADD COLUMN undone TEXT;
   WITH RECURSIVE tree (id, root, depth) AS (
     SELECT id, id, 0 FROM plan WHERE revert_of IS NULL OR revert_of NOT IN (SELECT id FROM plan)
     UNION ALL SELECT plan.id, tree.root, tree.depth + 1 FROM plan JOIN tree ON plan.revert_of = tree.id
   ) UPDATE plan SET root = tree.root, depth = tree.depth FROM tree WHERE tree.id = plan.id;
   UPDATE plan_row SET undone = nullif((
     SELECT json_group_array(own.value ->> 0) FROM json_each(plan_row.changes) AS own WHERE (
       SELECT writing.depth FROM plan CROSS JOIN plan AS writing ON writing.root = plan.root
       CROSS JOIN plan_row AS written ON written.plan = writing.id AND written.row = plan_row.row
       CROSS JOIN json_each(written.changes) AS field
       WHERE plan.id = plan_row.plan AND written.kind = 'update' AND written.state IN ('done', 'unchanged')
         AND field.value ->> 0 = own.value ->> 0
       ORDER BY ifnull((SELECT max(sent_at) FROM journal WHERE journal.plan = writing.id AND journal.row = written.row), writing.created_at) DESC,
         writing.id DESC LIMIT 1
     ) % 2 <> (SELECT depth FROM plan WHERE plan.id = plan_row.plan) % 2
   ), '[]') WHERE kind = 'update' AND state IN ('done', 'unchanged')
     AND plan IN (SELECT id FROM plan WHERE root IN (SELECT root FROM plan WHERE depth > 0));
   ALTER TABLE plan_row ADD COLUMN reverted_other TEXT;
   CREATE INDEX plan_row_undone ON plan_row (plan) WHERE undone IS NOT NULL;
   CREATE INDEX plan_row_reverted_other ON plan_row (plan) WHERE reverted_other IS NOT NULL;`,
];
