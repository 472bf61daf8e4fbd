import * as vscode from 'vscode';
import { identifierOf, type IdentifierField } from '../../kapture/catalogue/customer/identifier.ts';

/**
 * Asks for a customer, and shows how the input is interpreted. Returns `blank` if the user wants to write a request
 * instead.
 */
export async function askIdentifier(): Promise<
  { readonly field: IdentifierField; readonly value: string } | 'blank' | undefined
> {
  const words: Readonly<Record<IdentifierField, string>> = {
    kapture_customer_id: vscode.l10n.t('Kapture customer ID'),
    customer_id: vscode.l10n.t('customer code'),
    email_id: vscode.l10n.t('email'),
    phone: vscode.l10n.t('phone'),
  };
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Get Customer'),
    prompt: vscode.l10n.t(
      'Customer ID, customer code, email address or phone number. Leave this empty to write a request instead.',
    ),
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
