import * as vscode from 'vscode';
import type { Dialect } from '../../../kapture/catalogue/dialect.ts';
import type { Certainty, OperationForm } from '../../../kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import { type OperationId, operationIds, operations } from '../../../kapture/catalogue/registry.ts';
import { limitsOfPull } from '../../../kapture/connection/connection.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import { type ConnectionEntry, shownDialects } from './entryDialects.ts';

interface DialectItem extends vscode.QuickPickItem {
  readonly dialect: Dialect;
}

/** A quick pick item for a dialect, with the path of an operation and a line of what its body looks like. */
export function dialectItem(operation: OperationId, dialect: Dialect): DialectItem {
  const form = formOf(operation, dialect);
  return {
    label: dialectTitle(dialect),
    description: `${form.path} (${certaintyText(form.pathCertainty)})`,
    detail: bodyOutline(form),
    dialect,
  };
}

/** Asks for the dialect of a connection. It decides the limits of Pull as well, unless they are set. */
export async function askDialect(title: string): Promise<Dialect | undefined> {
  const items = dialectsOf('add').map((dialect) => {
    const item = dialectItem('add', dialect);
    return { ...item, detail: [item.detail, pullLimits(dialect)].join(' · ') };
  });
  const placeHolder = vscode.l10n.t("Which body does your tenant's Add Customer expect?");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.dialect;
}

/** Asks for the dialect of one operation; `connection` stands for that of the connection. */
export async function askOperationDialect(
  title: string,
  operation: OperationId,
  connection: Dialect,
): Promise<Dialect | 'connection' | undefined> {
  const same = {
    label: vscode.l10n.t('Same as the connection'),
    description: dialectTitle(connection),
    dialect: 'connection' as const,
  };
  const items = dialectsOf(operation).map((dialect) => {
    const item = dialectItem(operation, dialect);
    const isOfRange = 'range' in operations[operation].subject;
    return isOfRange ? { ...item, detail: [pullLimits(dialect), item.detail].join(' · ') } : item;
  });
  const picked = await vscode.window.showQuickPick([same, ...items], {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Which body does {0} expect?', operationTitle(operation)),
  });
  return picked?.dialect;
}

/** The limits that a Pull has in a dialect, unless the connection sets others. */
function pullLimits(dialect: Dialect): string {
  const { periodHours, recordLimit, pages } = limitsOfPull(dialect);
  return pages
    ? vscode.l10n.t('Pull: {0} hours and {1} records per request, in pages', periodHours, recordLimit ?? '')
    : vscode.l10n.t('Pull: {0} hours per request, without pages', periodHours);
}

/** How far a path or a body is known, in words. */
export function certaintyText(certainty: Certainty): string {
  return {
    solid: vscode.l10n.t('documented, and used by a public client'),
    documented: vscode.l10n.t('documented by Kapture'),
    inferred: vscode.l10n.t('inferred, not documented'),
  }[certainty];
}

/** The number of fields in an outline. */
const outlinedFields = 3;

/** What the body of a form looks like, in one line: `[{"name": …, "phone": …, "email": …, …}]`. */
export function bodyOutline({ sample, shape }: Pick<OperationForm, 'sample' | 'shape'>): string {
  const fields = Object.entries(sample);
  const shown = fields.slice(0, outlinedFields).map(([name, value]) => `"${name}": ${outlineOf(value)}`);
  const object = `{${[...shown, ...(fields.length > shown.length ? ['…'] : [])].join(', ')}}`;
  return shape === 'array-of-one' ? `[${object}]` : object;
}

function outlineOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '…';
  return Array.isArray(value) ? '[{…}]' : '{…}';
}

/**
 * Asks which request looks like the tenant's documentation. For the flat one, also asks for its path. Undefined if the
 * user cancels.
 */
export async function askSample(title: string): Promise<ConnectionEntry | undefined> {
  const items = [
    ...dialectsOf('add').map((dialect) => dialectItem('add', dialect)),
    {
      label: `$(question) ${vscode.l10n.t("I don't know")}`,
      detail: vscode.l10n.t('Uses Flat until you select another dialect in Edit Connection.'),
      dialect: 'unknown' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Which Add Customer request looks like your documentation?'),
  });
  if (!picked) return undefined;
  if (picked.dialect === 'unknown') return {};
  // The samples show Add, and say nothing about Pull.
  return picked.dialect === 'flat' ? askFlatPath(title) : shownDialects('add', picked.dialect);
}

/** Asks which of the paths that a flat write may have the tenant has. */
async function askFlatPath(title: string): Promise<ConnectionEntry | undefined> {
  const { path: usual, pathCertainty, otherPaths = [] } = formOf('add', 'flat');
  const items = [
    { label: usual, description: vscode.l10n.t('default'), detail: certaintyText(pathCertainty) },
    ...otherPaths.map((path) => ({ label: path, description: '', detail: certaintyText('inferred') })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t(
      "Which path does your documentation show? Kapture's customer API page does not state it.",
    ),
  });
  if (!picked) return undefined;
  if (picked.label === usual) return {};
  const sharing = operationIds.filter((id) => formOf(id, 'flat').path === usual);
  return { paths: Object.fromEntries(sharing.map((id) => [id, picked.label])) };
}
