import * as vscode from 'vscode';
import { operationOfFile } from '../../kapture/catalogue/registry.ts';
import { pathAt } from '../../kapture/json/pathAt.ts';
import { maxLabelLength, readLabels, withLabel } from '../../kapture/tenantFields/fieldLabels.ts';
import { ownCustomerFields, pathInRecord, pathText, recordPath } from '../../kapture/tenantFields/tenantFields.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { fieldsScheme } from '../shared/ids.ts';
import { setting, updateSetting } from '../shared/settings.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { Learned } from './learned.ts';
import type { FieldCommandPorts } from './ports.ts';
import { fieldInLine } from './schemaText.ts';
import { activeTenant, tenantOfFields } from './showTenantSchema.ts';

/** Lets the user label the field at the cursor of a record, response, request or schema, or a field of a list. */
export async function labelField(fields: Learned, ports: FieldCommandPorts): Promise<void> {
  const found = await fieldAtCursor(ports);
  const tenant = found?.tenant ?? (await activeTenant(ports));
  if (tenant === undefined) return;
  const { name } = await fields.schemaOf(tenant);
  const field = found?.field ?? (await askField(tenant, fields));
  if (field === undefined) return;
  const labels = readLabels(setting('fieldLabels'), tenant);
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t('Label Field'),
    prompt: vscode.l10n.t('Label of {0} for {1}. Leave it blank to remove it.', oneLine(field, 60), oneLine(name, 60)),
    value: labels.get(field) ?? '',
    validateInput: (text) =>
      text.trim().length > maxLabelLength
        ? vscode.l10n.t('A label cannot be longer than {0} characters.', maxLabelLength)
        : undefined,
  });
  if (label === undefined) return;
  await updateSetting('fieldLabels', withLabel(setting('fieldLabels'), tenant, field, label));
}

interface FoundField {
  readonly tenant: string;
  readonly field: string | undefined;
}

/** The tenant of the active document, and the field at its cursor. Undefined for a document of no tenant. */
async function fieldAtCursor(ports: FieldCommandPorts): Promise<FoundField | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const { uri } = document;
  if (uri.scheme === fieldsScheme)
    return { tenant: tenantOfFields(uri), field: fieldInLine(document.lineAt(selection.active.line).text) };
  const path = isLongDocument(document) ? undefined : pathAt(document.getText(), document.offsetAt(selection.active));
  const record = readRecordUri(uri);
  if (record) return { tenant: record.tenant, field: path && fieldOf(recordPath(path)) };
  if (operationOfFile(uri.path)) {
    const tenant = documentTarget(document, ports.targets).connection?.tenant;
    // The last name: requests have the fields of a record in other places.
    return tenant === undefined ? undefined : { tenant, field: path && fieldOf(recordPath(path.slice(-1))) };
  }
  const exchange = await ports.exchangeOf(uri);
  if (!exchange) return undefined;
  const inRecord = path && pathInRecord(exchange.operation, path);
  return { tenant: exchange.tenant, field: inRecord && fieldOf(inRecord) };
}

function fieldOf(path: readonly string[]): string | undefined {
  return path.length && path.at(-1) !== '[]' ? pathText(path) : undefined;
}

/** Asks for one of the tenant's own fields, or of those that every tenant can define. */
async function askField(tenant: string, fields: Learned): Promise<string | undefined> {
  const { learning, labels } = await fields.schemaOf(tenant);
  const attributes = Array.from({ length: 15 }, (_, index) => `attr${index + 1}`);
  const own = ownCustomerFields(learning).map(({ path }) => pathText(path));
  const names = [...new Set([...attributes, ...labels.keys(), ...own])];
  const items = names.map((name) => ({
    label: oneLabel(name, 80),
    description: oneDetail(labels.get(name) ?? '', maxLabelLength),
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Label Field'),
    placeHolder: vscode.l10n.t('Select a field'),
    matchOnDescription: true,
  });
  return picked?.name;
}
