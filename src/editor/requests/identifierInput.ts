import * as vscode from 'vscode';
import { identifierOf, type IdentifierField } from '../../kapture/catalogue/customer/identifier.ts';

/** Asks whom to get; says as what it understands the text. `blank` if a request is to be written instead. */
export async function askIdentifier(): Promise<
  { readonly field: IdentifierField; readonly value: string } | 'blank' | undefined
> {
  const words: Readonly<Record<IdentifierField, string>> = {
    kapture_customer_id: vscode.l10n.t('Kapture customer id'),
    customer_id: vscode.l10n.t('customer code'),
    email_id: vscode.l10n.t('email'),
    phone: vscode.l10n.t('phone'),
  };
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Get Customer'),
    prompt: vscode.l10n.t('Customer id, customer code, email or phone. Leave it empty to write a request.'),
    validateInput: (text) => {
      const found = identifierOf(text);
      return (
        found && {
          message: vscode.l10n.t('Press Enter to get the customer with {0} {1}.', words[found.field], found.value),
          severity: vscode.InputBoxValidationSeverity.Info,
        }
      );
    },
  });
  return typed === undefined ? undefined : (identifierOf(typed) ?? 'blank');
}
