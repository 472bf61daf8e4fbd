import * as vscode from 'vscode';
import { fieldsScheme } from '../shared/ids.ts';
import type { Learned } from './learned.ts';
import type { FieldCommandPorts } from './ports.ts';

/** Shows the schema of a tenant, or of the tenant of the active connection, in a document. */
export async function showTenantSchema(
  tenant: string | undefined,
  fields: Learned,
  ports: Pick<FieldCommandPorts, 'targets'>,
): Promise<void> {
  const chosen = tenant ?? (await activeTenant(ports));
  if (chosen === undefined) return;
  await fields.learnEarlierPull(chosen);
  const { name } = await fields.schemaOf(chosen);
  await vscode.window.showTextDocument(fieldsUri(chosen, name), { preview: true });
}

/** The tenant of the active connection. If none is active, the user is asked for one. */
export async function activeTenant({ targets }: Pick<FieldCommandPorts, 'targets'>): Promise<string | undefined> {
  const active = targets.all.find(({ name }) => name === targets.activeName);
  return active?.tenant ?? (await targets.resolveConnection())?.tenant;
}

/** The URI of the document with a tenant's schema. `name` is only for display. */
export function fieldsUri(tenant: string, name: string): vscode.Uri {
  const title = vscode.l10n.t('Schema of {0}', name.replace(/[/\\]/g, ' '));
  return vscode.Uri.from({ scheme: fieldsScheme, path: `/${title}.kapture-fields`, query: tenant });
}

/** The tenant of a document with its schema. */
export function tenantOfFields({ query }: vscode.Uri): string {
  return query;
}
