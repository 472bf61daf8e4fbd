import * as vscode from 'vscode';
import { openApi } from '../../kapture/tenantFields/openApi.ts';
import { tenantJsonSchema } from '../../kapture/tenantFields/recordSchema.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { newDraftUri } from '../shared/documents/requestText.ts';
import type { Targets } from '../shared/targets.ts';
import { showInformation } from '../shared/dialogs/messages.ts';
import { tenantText } from '../shared/texts/connectionTexts.ts';
import type { SchemaFormat } from './contributions.ts';
import type { LearnedFields } from './learnedFields.ts';
import { fieldsUri, type TenantSchema } from './schemaText.ts';

interface FieldCommandPorts {
  readonly targets: Targets;
}

export function fieldHandlers(fields: LearnedFields, ports: FieldCommandPorts) {
  return {
    'kapture.showTenantSchema': (tenant) => showTenantSchema(tenant, fields, ports),
    'kapture.exportTenantSchema': (tenant, format) => exportTenantSchema(tenant, format, fields, ports),
  } satisfies Partial<CommandMap>;
}

/** Shows the schema of a tenant, or of the tenant of the active connection, in a document. */
async function showTenantSchema(
  tenant: string | undefined,
  fields: LearnedFields,
  ports: FieldCommandPorts,
): Promise<void> {
  const chosen = tenant ?? (await activeTenant(ports));
  if (chosen === undefined) return;
  await fields.learnEarlierPull(chosen);
  const { name } = await fields.schemaOf(chosen);
  await vscode.window.showTextDocument(fieldsUri(chosen, name), { preview: true });
}

/** The tenant of the active connection. If none is active, the user is asked for one. */
async function activeTenant({ targets }: FieldCommandPorts): Promise<string | undefined> {
  const active = targets.all.find(({ name }) => name === targets.activeName);
  return active?.tenant ?? (await targets.resolveConnection())?.tenant;
}

/** Opens the schema of a tenant as a new, unsaved file. */
async function exportTenantSchema(
  tenant: string | undefined,
  format: SchemaFormat | undefined,
  fields: LearnedFields,
  ports: FieldCommandPorts,
): Promise<void> {
  const chosen = tenant ?? (await activeTenant(ports));
  const chosenFormat = chosen === undefined ? undefined : (format ?? (await askFormat()));
  if (chosen === undefined || !chosenFormat) return;
  await fields.learnEarlierPull(chosen);
  const schema = await fields.schemaOf(chosen);
  if (chosenFormat === 'json-schema') await openDraft('kapture-customer.schema', tenantJsonSchema(schema.learning));
  else await exportOpenApi(schema, ports);
}

async function exportOpenApi({ tenant, learning }: TenantSchema, { targets }: FieldCommandPorts): Promise<void> {
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
  if (connection) await openDraft('kapture.openapi', openApi(connection, learning, today));
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
