import * as vscode from 'vscode';
import { writeForms } from '../../kapture/bulk/bulkFields.ts';
import { makePlan } from '../../kapture/bulk/makePlan.ts';
import type { RowInput } from '../../kapture/bulk/rowInput.ts';
import { substitute } from '../../kapture/variables/variables.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { explained } from './explainBulk.ts';
import type { ImportServices } from './importTable.ts';
import { askValue, pickField } from './mappingPicker.ts';
import { connectionOfPlan, planTarget } from './planTarget.ts';
import { progressText } from './progressText.ts';

/** Asks for a field and a value, and makes a plan that changes it for customers. All have the tenant of the first. */
export async function changeField(
  references: readonly RecordReference[],
  { plans, ports, show }: ImportServices,
): Promise<void> {
  const [first] = references;
  if (!first) throw new Error(vscode.l10n.t('Select customers in the Customers view first.'));
  const { tenant, connection: name = '' } = first;
  const connection = connectionOfPlan({ tenant, connection: name }, ports);
  const title =
    references.length === 1
      ? vscode.l10n.t('Change a Field of 1 Customer')
      : vscode.l10n.t('Change a Field of {0} Customers', numberText(references.length));
  const field = await pickField(writeForms(connection), title);
  const value = field === undefined ? undefined : await askValue(field);
  if (field === undefined || value === undefined) return;
  const found = await planTarget(connection, ports);
  if (!found) return;
  const document = vscode.Uri.from({ scheme: 'untitled', path: title });
  const json = substitute(JSON.stringify(value), await ports.variables.lookupFor(document, connection));
  const ids = [...new Set(references.filter((one) => one.tenant === tenant).map(({ id }) => id))];
  const rows = ids.map((id, index): RowInput => ({
    row: index + 1,
    key: id,
    fields: new Map([[field, json]]),
    repairs: [],
    problems: [],
  }));
  try {
    const plan = await withProgress(title, (signal, report) =>
      makePlan({ connection: found.target.connection, identifier: 'id', title: field }, rows, {
        store: plans.store,
        ...found,
        signal,
        onProgress: (progress) => report(progressText(progress)),
      }),
    );
    await show(plan);
  } catch (error) {
    throw explained(error);
  }
}
