import * as vscode from 'vscode';
import { operations } from '../../../kapture/catalogue/registry.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import type { Run } from './runResult.ts';

/** Asks with which request a stopped run continues. Returns its index; undefined if the user cancels. */
export async function askContinuation({ results, stop }: Run): Promise<number | undefined> {
  if (stop === undefined) return undefined;
  const [stopped, next] = results.slice(stop);
  const name = oneLabel(stopped!.file.name, 60);
  const mayHaveArrived = stopped!.state === 'not-sent' && operations[stopped!.file.operation].writes;
  const again = {
    label: `$(refresh) ${stopped!.state === 'waiting' ? vscode.l10n.t('Send “{0}”', name) : vscode.l10n.t('Send “{0}” again', name)}`,
    ...(mayHaveArrived && stopped!.reason !== undefined && { detail: oneDetail(stopped!.reason) }),
    index: stop,
  };
  const skip = next && {
    label: `$(debug-step-over) ${vscode.l10n.t('Skip it, and continue with “{0}”', oneLabel(next.file.name, 60))}`,
    index: stop + 1,
  };
  const picked = await vscode.window.showQuickPick(skip ? [again, skip] : [again], {
    title: vscode.l10n.t('Continue Send All'),
    placeHolder: vscode.l10n.t('Where do you want to continue?'),
  });
  return picked?.index;
}
