/**
 * The tables of the history's database. An exchange belongs to a tenant; the name of the connection is a label. The
 * texts of responses are in another table, so that lists do not read them.
 */
export const historySchema = `
  CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, operation TEXT NOT NULL, connection TEXT NOT NULL, time_zone TEXT NOT NULL, url TEXT NOT NULL,
    request_headers TEXT NOT NULL, request_body TEXT NOT NULL, sent_at INTEGER NOT NULL,
    -- 0 for a write without a recorded response; the facts of a response then have no meaning.
    is_answered INTEGER NOT NULL,
    status INTEGER NOT NULL, outcome TEXT NOT NULL, trouble TEXT, message TEXT, headers TEXT, content_type TEXT NOT NULL,
    location TEXT, bytes INTEGER NOT NULL, milliseconds REAL NOT NULL, kept_bytes INTEGER NOT NULL,
    -- The ID of a record in the response that is not the requested one.
    other_id TEXT,
    -- What a later read of the customer of a write without a usable response found, as JSON.
    found TEXT,
    is_revert INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX exchange_tenant ON exchange (tenant, id);
  CREATE INDEX exchange_kept_bytes ON exchange (kept_bytes);
  -- The reading is JSON; null if its records are byte offsets.
  CREATE TABLE response (
    id INTEGER PRIMARY KEY REFERENCES exchange ON DELETE CASCADE, text TEXT, reading TEXT
  ) STRICT;
  -- The runs of plans, which are in another database.
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, plan INTEGER NOT NULL UNIQUE,
    tenant TEXT NOT NULL, connection TEXT NOT NULL, title TEXT NOT NULL, revert_of INTEGER,
    started_at INTEGER NOT NULL, writes INTEGER NOT NULL, done INTEGER NOT NULL, unknown INTEGER NOT NULL,
    up_to_date INTEGER NOT NULL, partly INTEGER NOT NULL, is_finished INTEGER NOT NULL, is_plan_deleted INTEGER NOT NULL
  ) STRICT;
`;
