import * as vscode from 'vscode';
import { isIgnored, keyColumn, type ColumnMapping, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { identifiers } from '../../kapture/bulk/plans/identifiers.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { askField, askValue, fieldItems, otherField, pickField } from './fieldPicker.ts';
import type { MappingSubject } from './mappingSubject.ts';
import { pickItem } from './pickItem.ts';
import { identifierTitle } from './planTexts.ts';

export async function changeIdentifier(mapping: Mapping, { forms, table }: MappingSubject): Promise<Mapping> {
  const items = identifiers.map((identifier) => ({
    label: identifierTitle(identifier),
    picked: identifier === mapping.identifyBy,
    identifier,
  }));
  const answer = await vscode.window.showQuickPick<{ label: string; identifier: Identifier }>(items, {
    title: vscode.l10n.t('Find Customers By'),
    placeHolder: vscode.l10n.t('A row without a matching customer adds one, unless customers are found by ID'),
  });
  if (!answer) return mapping;
  const { identifier } = answer;
  const changed = { ...mapping, identifyBy: identifier };
  if (keyColumn(changed)) return changed;
  // Only the column of the new identifier: the others were set to be ignored.
  const key = keyColumn(suggestMapping(table.columns, forms, { identifyBy: identifier }));
  return {
    ...changed,
    columns: mapping.columns.map((column) =>
      isIgnored(column) && column.column === key?.column ? { ...column, field: key.field! } : column,
    ),
  };
}

export async function changeColumn(mapping: Mapping, at: number, { forms }: MappingSubject): Promise<Mapping> {
  const mapped = mapping.columns[at]!;
  const ignore = { label: vscode.l10n.t('Do Not Import'), iconPath: new vscode.ThemeIcon('circle-slash') };
  const other = otherField();
  const clear = {
    label:
      mapped.blank === 'clear' ? vscode.l10n.t('Omit Blank Cells') : vscode.l10n.t('Let Blank Cells Clear the Field'),
    detail:
      mapped.blank === 'clear'
        ? undefined
        : vscode.l10n.t('It is undocumented whether Kapture clears a field for a blank value.'),
    iconPath: new vscode.ThemeIcon('eraser'),
  };
  const exact = {
    label: mapped.isExact ? vscode.l10n.t('Repair Cells') : vscode.l10n.t('Send Cells Unchanged'),
    detail: mapped.isExact
      ? undefined
      : vscode.l10n.t('Cells are not repaired, and cells that a spreadsheet has damaged are not rejected.'),
    iconPath: new vscode.ThemeIcon('whole-word'),
  };
  const documented = fieldItems(mapping, forms);
  const known = documented.some(({ label }) => label === mapped.field);
  // A tenant's own field is not in the list.
  const own = mapped.field === undefined || known ? [] : [{ label: mapped.field }];
  const fields = [...own, ...documented].map((item) => (item.label === mapped.field ? asCurrent(item) : item));
  const current = fields.find(({ label }) => label === mapped.field);
  const items: vscode.QuickPickItem[] = [
    ignore,
    ...(isIgnored(mapped) ? [] : [clear, exact]),
    { label: vscode.l10n.t('Fields'), kind: vscode.QuickPickItemKind.Separator },
    ...fields,
    other,
  ];
  const found = await pickItem(items, {
    title: vscode.l10n.t('Column {0}', oneLabel(mapped.column, 60)),
    placeholder: vscode.l10n.t('Select a field for this column'),
    active: current ?? ignore,
  });
  if (!found) return mapping;
  const { item: answer, typed } = found;
  if (answer === clear) return replaced(mapping, at, { ...mapped, blank: mapped.blank === 'clear' ? 'omit' : 'clear' });
  if (answer === exact) return replaced(mapping, at, { ...mapped, isExact: !mapped.isExact });
  if (answer === ignore) return replaced(mapping, at, { column: mapped.column });
  const field = answer === other ? await askField(typed) : answer.label;
  return field === undefined ? mapping : replaced(mapping, at, { ...mapped, field });
}

function asCurrent(item: vscode.QuickPickItem): vscode.QuickPickItem {
  const description = [vscode.l10n.t('current'), item.description].filter(Boolean).join(' · ');
  return { ...item, description };
}

function replaced(mapping: Mapping, at: number, column: ColumnMapping): Mapping {
  return { ...mapping, columns: mapping.columns.with(at, column) };
}

export async function addConstant(mapping: Mapping, { forms }: MappingSubject): Promise<Mapping> {
  const field = await pickField(forms, vscode.l10n.t('The Same Value for Every Row'));
  const value = field === undefined ? undefined : await askValue(field);
  if (field === undefined || value === undefined) return mapping;
  return { ...mapping, constants: [...mapping.constants.filter((one) => one.field !== field), { field, value }] };
}

export async function changeConstant(mapping: Mapping, field: string): Promise<Mapping> {
  const change = { label: vscode.l10n.t('Change Value…'), iconPath: new vscode.ThemeIcon('edit') };
  const remove = { label: vscode.l10n.t('Remove'), iconPath: new vscode.ThemeIcon('trash') };
  const answer = await vscode.window.showQuickPick([change, remove], { title: oneLabel(field, 60) });
  const others = mapping.constants.filter((one) => one.field !== field);
  if (answer === remove) return { ...mapping, constants: others };
  if (answer !== change) return mapping;
  const value = await askValue(field, mapping.constants.find((one) => one.field === field)?.value);
  return value === undefined ? mapping : { ...mapping, constants: [...others, { field, value }] };
}
