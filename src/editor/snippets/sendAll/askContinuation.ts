import * as vscode from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import type { Run, RunResult } from './runResult.ts';

/** Asks with which request a stopped run continues. Returns its index; undefined if the user cancels. */
export async function askContinuation({ results, stop }: Run): Promise<number | undefined> {
  if (stop === undefined) return undefined;
  const [stopped, next] = results.slice(stop);
  const { file, state, reason, mayHaveArrived } = stopped!;
  const name = oneLabel(file.name, 60);
  const isFirstTime = state === 'waiting' || (state === 'not-sent' && !mayHaveArrived);
  const again = {
    label: `$(refresh) ${isFirstTime ? vscode.l10n.t('Send “{0}”', name) : vscode.l10n.t('Send “{0}” again', name)}`,
    ...(mayHaveArrived && reason !== undefined && { detail: oneDetail(reason) }),
    index: stop,
  };
  const dependent = next && (await firstUser(file.operation, results.slice(stop + 1)));
  const skip = next && {
    label: `$(debug-step-over) ${vscode.l10n.t('Skip it, and continue with “{0}”', oneLabel(next.file.name, 60))}`,
    ...(dependent && {
      detail: vscode.l10n.t(
        'The run will stop at “{0}”, which uses the response to the skipped request.',
        oneDetail(dependent.file.name, 60),
      ),
    }),
    index: stop + 1,
  };
  const picked = await vscode.window.showQuickPick(skip ? [again, skip] : [again], {
    title: vscode.l10n.t('Continue Send All'),
    placeHolder: vscode.l10n.t('Where do you want to continue?'),
  });
  return picked?.index;
}

/**
 * The first of some requests that uses the response to an operation, unless one before it sends the operation again.
 */
async function firstUser(operation: OperationId, later: readonly RunResult[]): Promise<RunResult | undefined> {
  for (const result of later) {
    const { uri, named, operation: own } = result.file;
    const text = named?.contents ?? (await vscode.workspace.openTextDocument(uri)).getText();
    if (text.includes(`{{$last.${operation}.`)) return result;
    if (own === operation) return undefined;
  }
  return undefined;
}
