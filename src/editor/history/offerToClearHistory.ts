import * as vscode from 'vscode';
import type { Targets } from '../shared/ports.ts';
import { askClear } from '../shared/questions/askClear.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import type { AsyncHistory } from './clearHistory.ts';
import type { HistoryPorts } from './historyPorts.ts';
import type { HistoryStorage } from './historyStorage.ts';

/**
 * Asks whether to clear the history and the baselines of the active connection's tenant or of all tenants, then
 * clears them. Plans of bulk changes are offered in a separate question, because they may not be sent yet.
 */
export async function offerToClearHistory(
  storage: HistoryStorage,
  targets: Targets,
  ports: Pick<HistoryPorts, 'compare' | 'plans'>,
): Promise<void> {
  const active = targets.all.find(({ name }) => name === targets.activeName);
  const counts = await storage.read(
    (store) => Promise.all([active ? entriesOf(store, active.tenant) : 0, entriesOf(store)]),
    undefined,
  );
  const [current, all] = counts ?? [0, undefined];
  const { baselines } = await ports.compare.open();
  const [ownBaselines, allBaselines] = await Promise.all([
    active ? baselines.count(active.tenant) : 0,
    baselines.count(),
  ]);
  const plans = await ports.plans();
  const ownPlans = active ? await plans.countPlans(active.tenant) : 0;
  const what = await askClear({
    question: vscode.l10n.t('Clear the history?'),
    current:
      active && current + ownBaselines + ownPlans > 0
        ? { connection: active.name, amount: amountWithBaselines(current, ownBaselines) }
        : undefined,
    amount: all === undefined ? undefined : amountWithBaselines(all, allBaselines),
    effect: vscode.l10n.t(
      'Requests, responses and baselines will be deleted from this machine, for all windows. Nothing changes in Kapture.',
    ),
  });
  if (!what) return;
  const tenant = what === 'current' ? active?.tenant : undefined;
  if (!(await plans.offerToDeletePlans(tenant))) return;
  const isCanceled = await withProgress(vscode.l10n.t('Clearing the history'), async (signal, report) => {
    const onDeleted = (count: number): void =>
      report(vscode.l10n.t('{0} of {1} entries', numberText(count), numberText(Math.max(count, all ?? 0))));
    await storage.clear(tenant, { signal, onDeleted });
    if (!signal.aborted) await baselines.clear(tenant);
    return signal.aborted;
  });
  if (!isCanceled) return;
  const left = await storage.read((store) => entriesOf(store, tenant), 0);
  const leftBaselines = await baselines.count(tenant);
  if (left || leftBaselines)
    void showInformation(
      vscode.l10n.t('Clearing was canceled. Still on this machine: {0}.', amountWithBaselines(left, leftBaselines)),
    );
}

/** The number of exchanges and runs. */
async function entriesOf(store: AsyncHistory, tenant?: string): Promise<number> {
  const [exchanges, runs] = await Promise.all([store.count(tenant), store.runs(tenant)]);
  return exchanges + runs.length;
}

function amountOf(count: number): string {
  return count === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', numberText(count));
}

function amountWithBaselines(entries: number, baselines: number): string {
  if (!baselines) return amountOf(entries);
  const amount = amountOf(entries);
  return baselines === 1
    ? vscode.l10n.t('{0}, 1 baseline', amount)
    : vscode.l10n.t('{0}, {1} baselines', amount, numberText(baselines));
}
