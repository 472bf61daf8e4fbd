import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { setContext } from '../shared/settings.ts';

/**
 * Sets the context keys that complete the steps of the walkthrough. VS Code only marks a step as done if its condition
 * becomes true while the Welcome page is open. Each condition therefore includes `kapture.mayShowWalkthrough`, which is
 * true while a tab without an `input` is open. The Welcome page is such a tab, because the API has no type for it.
 */
export function registerWalkthrough(sender: Sender): vscode.Disposable {
  let mayShow = false;
  const update = (): void => {
    const isOpen = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input === undefined));
    if (isOpen !== mayShow) setContext('kapture.mayShowWalkthrough', (mayShow = isOpen));
  };
  update();
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(update),
    sender.onDidExchange(({ exchange }) => {
      const isAdded = operations[exchange.operation].act === 'add' && exchange.response.reading.outcome === 'success';
      if (isAdded) setContext('kapture.didAdd', true);
    }),
  );
}
