import * as vscode from 'vscode';
import { numberText } from '../shared/texts/localTexts.ts';
import type { CustomersModel } from './customersModel.ts';

/** Filters the view while the user types. Enter keeps the filter; Escape restores the previous one. */
export function showFilterInput(model: CustomersModel): void {
  const previous = model.filter;
  const subscription = model.onDidChange(() => {
    const { shown } = model;
    input.prompt = shown && vscode.l10n.t('{0} of {1} customers', numberText(shown.matching), numberText(shown.loaded));
  });
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Filter Customers');
  input.placeholder = vscode.l10n.t('Name, ID, phone, email, agent, city, source or code');
  input.value = previous;
  // A click on a row must not close the input, which would restore the previous filter.
  input.ignoreFocusOut = true;
  let isAccepted = false;
  const prepared = model.prepareFilter();
  input.onDidChangeValue((text) => void model.update({ filter: text }));
  input.onDidAccept(() => {
    isAccepted = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!isAccepted) void model.update({ filter: previous });
    // Only after it was prepared, or it would never be released.
    void prepared.then(() => model.releaseFilter());
    subscription.dispose();
    input.dispose();
  });
  input.show();
}
