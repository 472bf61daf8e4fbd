import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { RunTarget } from '../../kapture/exchange/requestsConfirmation.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { outcomeIcons } from '../shared/texts/exchangeTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import type { RequestFile } from './sendAllPlan.ts';

/** A request of a run and what became of it. */
export interface RunResult {
  readonly file: RequestFile;
  /** `waiting`: its turn has not come. `not-sent`: it has no response, even if it may have been received. */
  readonly state: 'waiting' | 'success' | 'failed' | 'unreadable' | 'not-sent';
  /** Outcome, HTTP status and time; undefined without a response. */
  readonly summary?: string | undefined;
  /** Why it failed or has no response, in a sentence or in the server's words. */
  readonly reason?: string | undefined;
  /** Whether a write without a response may have been carried out. */
  readonly mayHaveArrived?: boolean;
  readonly exchange?: Exchange | undefined;
}

/** The requests of a run in their order. */
export interface Run {
  /** The folder, as a label. */
  readonly title: string;
  readonly results: RunResult[];
  /** The index of the request at which it stopped; undefined if it did not. */
  stop?: number | undefined;
}

/** Whether requests are sent only after a question: if one of them writes to another connection than a sandbox. */
export function needsQuestion(targets: readonly RunTarget[]): boolean {
  return targets.some(
    ({ connection, acts }) => connection.role !== 'sandbox' && Object.values(acts).some((count) => count > 0),
  );
}

/** Asks once before several requests are sent. Names each connection, its host and role, and what is sent to it. */
export function confirmSendAll(targets: readonly RunTarget[], count: number): Promise<boolean> {
  const [first] = targets;
  const [only] = targets.length === 1 ? targets : [];
  const name = oneLine(first!.connection.name, 60);
  let where = name;
  if (!only) where = vscode.l10n.t('{0} connections', numberText(targets.length));
  else if (only.connection.role === 'production') where = vscode.l10n.t('{0} (production)', name);
  return confirmAction(
    count === 1
      ? vscode.l10n.t('Send 1 request to {0}?', where)
      : vscode.l10n.t('Send {0} requests to {1}?', numberText(count), where),
    targets.map((target) => targetText(target, !only)).join('\n\n'),
    only ? vscode.l10n.t('Send to {0}', name) : vscode.l10n.t('Send All'),
    vscode.l10n.t("Don't Send"),
  );
}

function targetText({ connection, host, acts, reads }: RunTarget, isNamed: boolean): string {
  const counts = [
    ...(acts.add ? [vscode.l10n.t('Adds: {0}', numberText(acts.add))] : []),
    ...(acts.update ? [vscode.l10n.t('Updates: {0}', numberText(acts.update))] : []),
    ...(acts['add-or-update']
      ? [vscode.l10n.t('Adds or updates, depending on the customer code: {0}', numberText(acts['add-or-update']))]
      : []),
    ...(acts.other ? [vscode.l10n.t('Other writes: {0}', numberText(acts.other))] : []),
    ...(reads ? [vscode.l10n.t('Reads: {0}', numberText(reads))] : []),
  ];
  return [
    ...(isNamed ? [oneLine(connection.name, 60)] : []),
    vscode.l10n.t('Host: {0}', host),
    vscode.l10n.t('Role: {0}', roleText(connection)),
    counts.join(' · '),
  ].join('\n');
}

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
