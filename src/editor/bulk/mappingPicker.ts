import * as vscode from 'vscode';
import { checkMapping, type MappingProblem } from '../../kapture/bulk/mappings/checkMapping.ts';
import {
  ownFields,
  type WriteForms,
  isIgnored,
  keyColumn,
  type ColumnMapping,
  type ConstantMapping,
  type Mapping,
} from '../../kapture/bulk/mappings/mapping.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import { identifiers, type Identifier } from '../../kapture/bulk/plans/identifiers.ts';
import type { Table, TableColumn } from '../../kapture/bulk/tables/table.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { askField, askValue, fieldItems, otherField, pickField, pickItem } from './fieldPicker.ts';
import { identifierTitle, valueInLine } from './planTexts.ts';

/** What a mapping is checked against. */
interface MappingSubject {
  readonly table: Table;
  readonly forms: WriteForms;
  readonly lookup: VariableLookup;
  /** Has the names of the connection and the file. */
  readonly title: string;
  /** Why the user is asked although the mapping is complete. */
  readonly hint?: string;
}

interface Row extends vscode.QuickPickItem {
  /** What a selection does; undefined for the item that completes the mapping. */
  readonly change?: (mapping: Mapping) => Promise<Mapping>;
}

/**
 * Shows what each column of a table means, with three of its values, and lets the user change it. Undefined if the user
 * cancels.
 */
export async function pickMapping(initial: Mapping, subject: MappingSubject): Promise<Mapping | undefined> {
  let mapping = withAllColumns(initial, subject.table.columns);
  let active: string | undefined;
  for (;;) {
    const rows = rowsOf(mapping, subject);
    const row = await pickRow(rows, subject, active);
    if (!row) return undefined;
    if (!row.change) return mapping;
    active = row.label;
    mapping = await row.change(mapping);
    // If the mapping is settled, the only thing left to do is to create the plan.
    if (isSettled(mapping, subject)) active = undefined;
  }
}

/** Whether every column has a field, and the mapping has no problem. */
function isSettled(mapping: Mapping, { table, forms, lookup }: MappingSubject): boolean {
  const columns = table.columns.map(({ name }) => name);
  return !mapping.columns.some(isIgnored) && !checkMapping(mapping, forms, { columns, lookup }).length;
}

/** The mapping with an entry for each column, in the order of the table. */
function withAllColumns(mapping: Mapping, columns: readonly TableColumn[]): Mapping {
  return {
    ...mapping,
    columns: columns.map(({ name }) => mapping.columns.find(({ column }) => column === name) ?? { column: name }),
  };
}

function pickRow(
  rows: readonly Row[],
  { title, hint }: MappingSubject,
  active: string | undefined,
): Promise<Row | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = title;
  pick.placeholder = hint ?? vscode.l10n.t('Select a column to change its field, or create the plan');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = rows;
  const row = rows.find(({ label }) => label === active);
  if (row) pick.activeItems = [row];
  const [plan] = rows;
  const button = { iconPath: new vscode.ThemeIcon('check'), tooltip: vscode.l10n.t('Create Plan') };
  // The row itself may be scrolled out of view.
  if (plan && plan.iconPath !== blocked) pick.buttons = [button];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [accepted] = pick.activeItems;
      // The first row cannot be accepted while the mapping has a problem.
      if (!accepted || accepted.iconPath === blocked) return;
      resolve(accepted);
      pick.hide();
    });
    pick.onDidTriggerButton(() => {
      resolve(plan);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

const blocked = new vscode.ThemeIcon('error');

function rowsOf(mapping: Mapping, subject: MappingSubject): Row[] {
  const { table, forms, lookup } = subject;
  const problems = checkMapping(mapping, forms, { columns: table.columns.map(({ name }) => name), lookup });
  const mapped = mapping.columns.filter((column) => !isIgnored(column));
  const ignored = mapping.columns.filter(isIgnored);
  const rowOf = (column: ColumnMapping): Row => columnRow(column, mapping, subject, problems);
  const serious = problems.find(({ isWarning }) => !isWarning);
  return [
    {
      label: vscode.l10n.t('Create Plan'),
      description: sizeText(table, mapped.length),
      detail: serious && oneDetail(problemText(serious.problem)),
      iconPath: serious ? blocked : new vscode.ThemeIcon('check'),
      alwaysShow: true,
    },
    {
      label: vscode.l10n.t('Match customers by: {0}', identifierTitle(mapping.matchBy)),
      iconPath: new vscode.ThemeIcon('search'),
      change: (current) => changeIdentifier(current, subject),
    },
    // Records of Kapture have a hundred columns, and few can be imported.
    separator(vscode.l10n.t('Columns')),
    ...mapped.map(rowOf),
    ...(ignored.length ? [separator(vscode.l10n.t('Not imported'))] : []),
    ...ignored.map(rowOf),
    separator(vscode.l10n.t('The same value for every row')),
    ...mapping.constants.map((constant) => constantRow(constant, problems)),
    {
      label: vscode.l10n.t('Add Value…'),
      iconPath: new vscode.ThemeIcon('add'),
      change: (current) => addConstant(current, subject),
    },
  ];
}

function sizeText({ rows, columns }: Table, mapped: number): string {
  const [used, all] = [numberText(mapped), numberText(columns.length)];
  return rows === 1
    ? vscode.l10n.t('1 row, {0} of {1} columns', used, all)
    : vscode.l10n.t('{0} rows, {1} of {2} columns', numberText(rows), used, all);
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function columnRow(
  mapped: ColumnMapping,
  mapping: Mapping,
  subject: MappingSubject,
  problems: readonly MappingProblem[],
): Row {
  const { column, field, blank, isExact } = mapped;
  const found = problems.find((one) => one.column === column);
  const samples = subject.table.columns.find(({ name }) => name === column)?.samples ?? [];
  const details = [
    ...(blank === 'clear' ? [vscode.l10n.t('blank cells clear the field')] : []),
    ...(isExact ? [vscode.l10n.t('cells are sent unchanged')] : []),
    ...(ownFields(mapping, subject.forms).includes(field ?? '') ? [vscode.l10n.t('not a documented field')] : []),
  ];
  const values = samples.length
    ? samples.map((sample) => oneDetail(valueInLine(sample, 40))).join('  ·  ')
    : vscode.l10n.t('empty');
  return {
    label: oneLabel(column, 60),
    description: [`→ ${field ?? vscode.l10n.t('not imported')}`, ...details].join(', '),
    detail: found ? `${values} — ${oneDetail(problemText(found.problem))}` : values,
    iconPath: iconOf(mapped, found),
    change: (current) => changeColumn(current, mapping.columns.indexOf(mapped), subject),
  };
}

function iconOf(mapped: ColumnMapping, found: MappingProblem | undefined): vscode.ThemeIcon {
  if (found) return new vscode.ThemeIcon(found.isWarning ? 'warning' : 'error');
  return new vscode.ThemeIcon(isIgnored(mapped) ? 'circle-slash' : 'arrow-right');
}

function constantRow({ field, value }: ConstantMapping, problems: readonly MappingProblem[]): Row {
  const found = problems.find(({ constant }) => constant === field);
  return {
    label: oneLabel(field, 60),
    description: oneDetail(JSON.stringify(value), 80),
    ...(found && { detail: oneDetail(problemText(found.problem)) }),
    iconPath: new vscode.ThemeIcon(found ? 'error' : 'symbol-constant'),
    change: (current) => changeConstant(current, field),
  };
}

async function changeIdentifier(mapping: Mapping, { forms, table }: MappingSubject): Promise<Mapping> {
  const items = identifiers.map((identifier) => ({
    label: identifierTitle(identifier),
    picked: identifier === mapping.matchBy,
    identifier,
  }));
  const answer = await vscode.window.showQuickPick<{ label: string; identifier: Identifier }>(items, {
    title: vscode.l10n.t('Match Customers By'),
    placeHolder: vscode.l10n.t('A row without a matching customer adds one, unless customers are matched by ID'),
  });
  if (!answer) return mapping;
  const { identifier } = answer;
  const changed = { ...mapping, matchBy: identifier };
  if (keyColumn(changed)) return changed;
  // The suggestion counts only for the column of the new identifier, because the user set the others to be ignored.
  const key = keyColumn(suggestMapping(table.columns, forms, { matchBy: identifier }));
  return {
    ...changed,
    columns: mapping.columns.map((column) =>
      isIgnored(column) && column.column === key?.column ? { ...column, field: key.field! } : column,
    ),
  };
}

async function changeColumn(mapping: Mapping, at: number, { forms }: MappingSubject): Promise<Mapping> {
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

async function addConstant(mapping: Mapping, { forms }: MappingSubject): Promise<Mapping> {
  const field = await pickField(forms, vscode.l10n.t('The Same Value for Every Row'));
  const value = field === undefined ? undefined : await askValue(field);
  if (field === undefined || value === undefined) return mapping;
  return { ...mapping, constants: [...mapping.constants.filter((one) => one.field !== field), { field, value }] };
}

async function changeConstant(mapping: Mapping, field: string): Promise<Mapping> {
  const change = { label: vscode.l10n.t('Change Value…'), iconPath: new vscode.ThemeIcon('edit') };
  const remove = { label: vscode.l10n.t('Remove'), iconPath: new vscode.ThemeIcon('trash') };
  const answer = await vscode.window.showQuickPick([change, remove], { title: oneLabel(field, 60) });
  const others = mapping.constants.filter((one) => one.field !== field);
  if (answer === remove) return { ...mapping, constants: others };
  if (answer !== change) return mapping;
  const value = await askValue(field, mapping.constants.find((one) => one.field === field)?.value);
  return value === undefined ? mapping : { ...mapping, constants: [...others, { field, value }] };
}
