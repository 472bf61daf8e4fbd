import * as vscode from 'vscode';
import { checkMapping, type MappingProblem } from '../../kapture/bulk/mappings/checkMapping.ts';
import {
  isIgnored,
  type ColumnMapping,
  type ConstantMapping,
  type Mapping,
} from '../../kapture/bulk/mappings/mapping.ts';
import { ownFields } from '../../kapture/bulk/mappings/ownFields.ts';
import type { Table, TableColumn } from '../../kapture/bulk/tables/table.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { valueInLine } from './valueInLine.ts';
import { addConstant, changeColumn, changeConstant, changeIdentifier } from './mappingChanges.ts';
import type { MappingSubject } from './mappingSubject.ts';
import { identifierTitle } from './planTexts.ts';

interface Row extends vscode.QuickPickItem {
  /** What a selection does; undefined: the mapping is complete. */
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
    // Nothing is left to do but to make the plan.
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
  pick.placeholder = hint ?? vscode.l10n.t('Select a column to change its field, or make the plan');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = rows;
  const row = rows.find(({ label }) => label === active);
  if (row) pick.activeItems = [row];
  const [plan] = rows;
  const button = { iconPath: new vscode.ThemeIcon('check'), tooltip: vscode.l10n.t('Make Plan') };
  // The row may be scrolled away.
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
      label: vscode.l10n.t('Make Plan'),
      description: sizeText(table, mapped.length),
      detail: serious && oneDetail(problemText(serious.problem)),
      iconPath: serious ? blocked : new vscode.ThemeIcon('check'),
      alwaysShow: true,
    },
    {
      label: vscode.l10n.t('Customers are found by: {0}', identifierTitle(mapping.identifyBy)),
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
