import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { setContext } from '../shared/settings.ts';

/**
 * A step of the walkthrough is ticked off when its condition turns true while VS Code knows of the step, which it does once
 * a page of welcome is open; what is true before counts for nothing. So each has for a part of its condition that a page is
 * open of a kind that extensions are told nothing of, as that one is.
 */
export function registerWalkthrough(sender: Sender): vscode.Disposable {
  let mayShow = false;
  const look = (): void => {
    const now = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input === undefined));
    if (now !== mayShow) setContext('kapture.mayShowWalkthrough', (mayShow = now));
  };
  look();
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(look),
    sender.onDidExchange(({ exchange, purpose }) => {
      const isAdded = operations[exchange.operation].act === 'add' && exchange.response.reading.outcome === 'success';
      if (purpose === 'request' && isAdded) setContext('kapture.didAdd', true);
    }),
  );
}
