import * as vscode from 'vscode';
import { writeForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { checkMapping } from '../../kapture/bulk/mappings/checkMapping.ts';
import { makePlan } from '../../kapture/bulk/planning/makePlan.ts';
import type { Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { fieldOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { readRows } from '../../kapture/bulk/mappings/readRows.ts';
import type { TableRow } from '../../kapture/bulk/tables/table.ts';
import { isMask, plainValue } from '../../kapture/update/fieldValue.ts';
import { substitute } from '../../kapture/variables/variables.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { explained } from './explainBulk.ts';
import type { BulkServices } from './services.ts';
import { askValue, pickField } from './fieldPicker.ts';
import { connectionOfPlan, resolvePlanTarget } from './resolvePlanTarget.ts';
import { UserError } from '../shared/questions/userError.ts';
import { showNewPlan } from './showNewPlan.ts';

/** Asks for a field and a value, and makes a plan that changes it for customers. All have the tenant of the first. */
export async function changeField(references: readonly RecordReference[], services: BulkServices): Promise<void> {
  const { ports } = services;
  const [first] = references;
  if (!first) throw new UserError(vscode.l10n.t('Select customers in the Customers view first.'));
  const { tenant, connection: name = '' } = first;
  const connection = connectionOfPlan({ tenant, connection: name }, ports);
  const ids = [...new Set(references.filter((one) => one.tenant === tenant).map(({ id }) => id))];
  const title =
    ids.length === 1
      ? vscode.l10n.t('Change a Field of 1 Customer')
      : vscode.l10n.t('Change a Field of {0} Customers', numberText(ids.length));
  const forms = writeForms(connection);
  const field = await pickField(forms, title);
  if (field === undefined) return;
  const document = vscode.Uri.from({ scheme: 'untitled', path: title });
  const lookups = await ports.variables.lookupsFor(document, connection);
  const lookup = lookups();
  const mappingOf = (value: string): Mapping => ({
    identifyBy: 'id',
    columns: [{ column: 'id', field: fieldOfIdentifier.id }],
    constants: [{ field, value }],
  });
  // The rows have their own values of variables. These tell at once that none of them can be sent.
  const refusalOf = (value: string): string | undefined => {
    const [question] = /\{\{\s*\?[^{}]*\}\}/.exec(value) ?? [];
    if (question !== undefined)
      return vscode.l10n.t(
        'Questions such as {0} can only be asked for requests. Enter the value itself.',
        oneLine(question, 60),
      );
    const serious = checkMapping(mappingOf(value), forms, { lookup }).find(({ isWarning }) => !isWarning);
    return serious ? problemText(serious.problem) : refusalOfValue(substitute(JSON.stringify(value), lookup));
  };
  const prompt =
    ids.length === 1
      ? vscode.l10n.t('The new value for 1 customer.')
      : vscode.l10n.t('The new value for {0} customers.', numberText(ids.length));
  const value = await askValue(field, '', { prompt, refusalOf });
  if (value === undefined) return;
  const mapping = mappingOf(value);
  const json = substitute(JSON.stringify(value), lookup);
  if (plainValue(json).trim() === '' && !(await confirmBlank(field, ids.length))) return;
  const found = await resolvePlanTarget(connection, ports);
  if (!found) return;
  const rows = ids.map((id, index): TableRow => ({ row: index + 1, cells: [id] }));
  const table = { format: 'csv', columns: [{ name: 'id', samples: [] }] } as const;
  try {
    await showNewPlan(title, found, services, (options) =>
      makePlan(
        { connection: found.target.connection, identifier: 'id', title: titleOf(field, ids.length) },
        readRows(rows, { table, mapping, forms }, lookups),
        options,
      ),
    );
  } catch (error) {
    throw explained(error);
  }
}

/** The title of the plan: its field and the number of customers. */
function titleOf(field: string, customers: number): string {
  const name = oneLine(field, 40);
  return customers === 1
    ? vscode.l10n.t('{0} of 1 customer', name)
    : vscode.l10n.t('{0} of {1} customers', name, numberText(customers));
}

/** Why a value cannot be sent: it still has braces, such as of a misspelled variable, or it is masked. */
function refusalOfValue(json: string): string | undefined {
  const [braces] = /\{\{[^{}]*\}\}/.exec(json) ?? [];
  if (braces !== undefined) return vscode.l10n.t('The variable {0} has no value.', oneLine(braces, 60));
  return isMask(json) ? vscode.l10n.t('The value is masked. Enter the full value.') : undefined;
}

function confirmBlank(field: string, customers: number): Promise<boolean> {
  const name = oneLine(field, 60);
  return confirmAction(
    customers === 1
      ? vscode.l10n.t('Make a plan that clears {0} for 1 customer?', name)
      : vscode.l10n.t('Make a plan that clears {0} for {1} customers?', name, numberText(customers)),
    vscode.l10n.t('It is undocumented whether Kapture clears a field for a blank value.'),
    vscode.l10n.t('Make Plan'),
    vscode.l10n.t("Don't Make Plan"),
  );
}
