import * as vscode from 'vscode';
import { defaultDialect, type Dialect } from '../../../kapture/catalogue/dialect.ts';
import type { Certainty, OperationForm } from '../../../kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
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

export async function askDialect(title: string): Promise<Dialect | undefined> {
  const items = dialectsOf('add').map((dialect) => dialectItem('add', dialect));
  const placeHolder = vscode.l10n.t("Which body does your tenant's Add Customer expect?");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.dialect;
}

/** Asks which request looks like the tenant's documentation. Undefined if the user cancels. */
export async function askSample(title: string): Promise<ConnectionEntry | undefined> {
  const items = [
    ...dialectsOf('add').map((dialect) => dialectItem('add', dialect)),
    {
      label: `$(question) ${vscode.l10n.t("I don't know")}`,
      detail: vscode.l10n.t('Uses Flat until you select another dialect in Edit Connection.'),
      dialect: defaultDialect,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Which Add Customer request looks like your documentation?'),
  });
  // The samples are those of Add, so they say nothing about Pull.
  return picked && shownDialects('add', picked.dialect);
}
