import * as vscode from 'vscode';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { dialectsOf, formOf } from '../../kapture/catalogue/forms.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { bodyOutline, certaintyText } from './dialectTexts.ts';

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

/** Asks for the dialect of a connection. */
export function askDialect(title: string): Promise<Dialect | undefined> {
  return pick(title, vscode.l10n.t("Which body does your tenant's Add Customer expect?"), 'add');
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
  const picked = await vscode.window.showQuickPick(
    [same, ...dialectsOf(operation).map((dialect) => dialectItem(operation, dialect))],
    {
      title,
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('Which body does {0} expect?', operationTitle(operation)),
    },
  );
  return picked?.dialect;
}

async function pick(title: string, placeHolder: string, operation: OperationId): Promise<Dialect | undefined> {
  const picked = await vscode.window.showQuickPick(
    dialectsOf(operation).map((dialect) => dialectItem(operation, dialect)),
    { title, placeHolder, ignoreFocusOut: true },
  );
  return picked?.dialect;
}
