import * as vscode from 'vscode';
import { outcomeIcons } from '../../shared/texts/exchangeTexts.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import type { Run, RunResult } from './runResult.ts';

interface ResultItem extends vscode.QuickPickItem {
  readonly result: RunResult | 'continue';
}

const icons: Readonly<Record<RunResult['state'], string>> = {
  ...outcomeIcons,
  'not-sent': 'circle-slash',
  waiting: 'circle-outline',
};

/** Shows the requests of a run in a list. Returns the one to open, or `continue`; undefined if the user cancels. */
export async function pickResult(run: Run): Promise<RunResult | 'continue' | undefined> {
  const items = run.results.map((result): ResultItem => {
    const { file, state, summary, reason } = result;
    return {
      label: `$(${icons[state]}) ${oneLabel(file.name)}`,
      description: [operationTitle(file.operation), summary ?? vscode.l10n.t('not sent')].join(' · '),
      ...(reason !== undefined && { detail: oneDetail(reason) }),
      result,
    };
  });
  const more: ResultItem[] =
    run.stop === undefined
      ? []
      : [
          { label: '', kind: vscode.QuickPickItemKind.Separator, result: 'continue' },
          { label: `$(debug-continue) ${vscode.l10n.t('Continue…')}`, result: 'continue' },
        ];
  const picked = await vscode.window.showQuickPick([...items, ...more], {
    title: vscode.l10n.t('Send All Results: {0}', oneLabel(run.title, 60)),
    placeHolder: vscode.l10n.t('Select a request to open it and its response'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.result;
}
