import * as vscode from 'vscode';
import { oneLabel } from '../../shared/texts/plainText.ts';
import { contactDetails, recordNode, type CustomersNode } from '../tree/customersNodes.ts';

type Detail = 'id' | 'phone' | 'email';

/**
 * Copies the IDs, phones or emails of rows, one per line, as the user picks. Only what the rows have is offered. If
 * they have only one kind, it is copied at once.
 */
export async function copyDetails(rows: readonly CustomersNode[]): Promise<void> {
  const titles: Readonly<Record<Detail, string>> = {
    id: vscode.l10n.t('ID'),
    phone: vscode.l10n.t('Phone'),
    email: vscode.l10n.t('Email'),
  };
  const items = (['id', 'phone', 'email'] as const)
    .map((detail) => ({ label: titles[detail], texts: distinctOf(rows, detail) }))
    .filter(({ texts }) => texts.length)
    .map((item) => ({ ...item, description: oneLabel(item.texts.join(', '), 60) }));
  const [only, ...others] = items;
  const picked = others.length
    ? await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Copy ID, Phone or Email') })
    : only;
  if (picked) await copyLines(picked.texts);
}

/** Copies the IDs of rows, one per line. */
export async function copyIds(rows: readonly CustomersNode[]): Promise<void> {
  await copyLines(distinctOf(rows, 'id'));
}

/** Copies texts, one per line. */
export async function copyLines(texts: readonly string[]): Promise<void> {
  if (!texts.length) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('There is nothing to copy here.'), 3000);
    return;
  }
  await vscode.env.clipboard.writeText(texts.join('\n'));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(texts.join(', '))), 3000);
}

function distinctOf(rows: readonly CustomersNode[], detail: Detail): string[] {
  const texts = rows.map((row) => (detail === 'id' ? recordNode(row)?.id : contactDetails(row)?.[detail]));
  return [...new Set(texts.filter((text) => text !== undefined && text !== ''))] as string[];
}
