import * as vscode from 'vscode';
import { openApi } from '../../kapture/tenantFields/openApi.ts';
import { tenantJsonSchema } from '../../kapture/tenantFields/tenantSchema.ts';
import { newDraftUri } from '../shared/documents/newDraftUri.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import type { Learned, TenantSchema } from './learned.ts';
import type { FieldCommandPorts } from './ports.ts';
import type { SchemaFormat } from './schemaFormat.ts';
import { activeTenant } from './showTenantSchema.ts';

/** Opens the schema of a tenant as a new, unsaved file. */
export async function exportTenantSchema(
  tenant: string | undefined,
  format: SchemaFormat | undefined,
  fields: Learned,
  ports: FieldCommandPorts,
): Promise<void> {
  const chosen = tenant ?? (await activeTenant(ports));
  const chosenFormat = chosen === undefined ? undefined : (format ?? (await askFormat()));
  if (chosen === undefined || !chosenFormat) return;
  await fields.learnEarlierPull(chosen);
  const schema = await fields.schemaOf(chosen);
  if (chosenFormat === 'json-schema')
    await openDraft('kapture-customer.schema', tenantJsonSchema(schema.learning, schema.labels));
  else await exportOpenApi(schema, ports);
}

async function exportOpenApi(
  { tenant, learning, labels }: TenantSchema,
  { targets }: FieldCommandPorts,
): Promise<void> {
  const known = targets.connectionOf(tenant);
  if (!known) {
    void showInformation(
      vscode.l10n.t('An OpenAPI document describes a connection, but no connection points to {0}.', tenantText(tenant)),
    );
    return;
  }
  // The base URL of a sandbox is unknown until it runs.
  const connection = await targets.resolveConnection(known.name);
  const today = new Date().toISOString().slice(0, 10);
  if (connection) await openDraft('kapture.openapi', openApi(connection, learning, labels, today));
}

async function askFormat(): Promise<SchemaFormat | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly format: SchemaFormat })[] = [
    {
      label: vscode.l10n.t('JSON Schema'),
      description: '2020-12',
      detail: vscode.l10n.t('The records of the tenant'),
      format: 'json-schema',
    },
    {
      label: vscode.l10n.t('OpenAPI 3.1'),
      detail: vscode.l10n.t('All operations in the dialects of the connection, with the records of the tenant'),
      format: 'open-api',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Tenant Schema'),
    placeHolder: vscode.l10n.t('Select a format'),
  });
  return picked?.format;
}

async function openDraft(stem: string, content: unknown): Promise<void> {
  const document = await vscode.workspace.openTextDocument(await newDraftUri(stem, '.json'));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), `${JSON.stringify(content, undefined, 2)}\n`);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { preview: false });
}
