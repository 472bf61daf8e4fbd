import type { Statements } from './statements.ts';

/**
 * Assigns pulls that an older version stored by the name of a connection to that connection's tenant. Returns whether
 * there were any. Others wait until there is a valid connection with their name.
 */
export function adoptPulls(sql: Statements, tenants: Readonly<Record<string, string>>): boolean {
  if (!sql.get('SELECT 1 FROM pull WHERE tenant IS NULL LIMIT 1')) return false;
  let adopted = 0;
  sql.transaction(() => {
    for (const [name, tenant] of Object.entries(tenants))
      adopted += sql.run('UPDATE pull SET tenant = ? WHERE tenant IS NULL AND connection = ?', tenant, name);
  });
  return adopted > 0;
}

/**
 * Assigns waiting pulls of connections other than these to no tenant, because a later connection with the same name can
 * lead to another tenant. Runs once per database, because a name can be missing temporarily while settings are edited.
 */
export function abandonPulls(sql: Statements, names: readonly string[]): void {
  if (sql.get('SELECT 1 FROM abandoned_pulls')) return;
  sql.transaction(() => {
    // Another window may have done it in the meantime.
    if (!sql.run('INSERT INTO abandoned_pulls (once) VALUES (1) ON CONFLICT DO NOTHING')) return;
    sql.run(
      "UPDATE pull SET tenant = '' WHERE tenant IS NULL AND connection NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(names),
    );
  });
}
