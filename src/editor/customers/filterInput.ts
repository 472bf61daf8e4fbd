import * as vscode from 'vscode';
import { numberText } from '../shared/texts/localTexts.ts';
import type { CustomersModel } from './customersModel.ts';

/** Filters the view while the user types. Enter keeps the filter, Escape brings the one before back. */
export function filterAsTyped(model: CustomersModel): void {
  const before = model.filter;
  const said = model.onDidChange(() => {
    const { shown } = model;
    input.prompt = shown && vscode.l10n.t('{0} of {1} customers', numberText(shown.matching), numberText(shown.loaded));
  });
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Filter Customers');
  input.placeholder = vscode.l10n.t('Name, id, phone, email, agent, city, source or code');
  input.value = before;
  // A click on what was found must not take the filter away.
  input.ignoreFocusOut = true;
  let isKept = false;
  const prepared = model.prepareFilter();
  input.onDidChangeValue((text) => void model.ask({ filter: text }));
  input.onDidAccept(() => {
    isKept = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!isKept) void model.ask({ filter: before });
    // Not before it is there, or it would stay.
    void prepared.then(() => model.releaseFilter());
    said.dispose();
    input.dispose();
  });
  input.show();
}
