import * as vscode from 'vscode';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { numberText, timeText } from '../shared/texts/localTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { planTitle } from '../shared/texts/planTitle.ts';
import { runTexts } from '../shared/texts/runTexts.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import { explained, sentenceOf } from './explainBulk.ts';
import type { BulkServices } from './services.ts';
import type { Plans } from './plans.ts';
import { notePlans } from './runHistory.ts';
import { runNumbers } from './runNumbers.ts';

interface PlanItem extends vscode.QuickPickItem {
  readonly plan: PlanHead;
}

interface ListedPlan {
  readonly plan: PlanHead;
  /** The numbers of its rows by outcome, once a run has ended. */
  readonly outcome: readonly string[];
}

/** Opens a plan, such as that of a run in the history. */
export async function openKnownPlan(plan: number, { plans, ports, show }: BulkServices): Promise<void> {
  try {
    if (await plans.store.plan(plan)) return await show(plan);
    await notePlans(plans.store, ports);
  } catch (error) {
    throw explained(error);
  }
  void showInformation(vscode.l10n.t('This plan was deleted.'));
}

/** Lets the user open or delete one of the plans on this machine. */
export async function openPlan({ plans, ports, show }: BulkServices): Promise<void> {
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Delete'),
  };
  const itemOf = ({ plan, outcome }: ListedPlan): PlanItem => ({
    label: oneLabel(planTitle(plan), 80),
    description: oneDetail(
      `${ports.targets.connectionOf(plan.tenant, plan.connection)?.name ?? tenantText(plan.tenant)} · ${timeText(plan.createdAt)}`,
    ),
    detail: [rowsText(plan.rows), statusText(plan), ...outcome].join(' · '),
    buttons: [remove],
    plan,
  });
  const found = await plansOf(plans);
  if (!found.length) {
    void showInformation(vscode.l10n.t('There are no plans yet. Add or update customers from a file to make one.'));
    return;
  }
  const pick = vscode.window.createQuickPick<PlanItem>();
  pick.title = vscode.l10n.t('Open Plan');
  pick.matchOnDescription = true;
  pick.items = found.map(itemOf);
  const chosen = await new Promise<PlanItem | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve(undefined);
      pick.hide();
      void deletePlan(item.plan, { plans, ports, show });
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
  if (chosen) await show(chosen.plan.id);
}

async function plansOf({ store }: Plans): Promise<ListedPlan[]> {
  const outcomeOf = async ({ id, status }: PlanHead): Promise<string[]> => {
    if (status !== 'stopped' && status !== 'finished') return [];
    // The status says whether the run has finished.
    return runTexts({ ...runNumbers(await store.counts(id)), isFinished: true, isPlanDeleted: false });
  };
  try {
    const plans = await store.plans();
    return await Promise.all(plans.map(async (plan) => ({ plan, outcome: await outcomeOf(plan) })));
  } catch (error) {
    throw explained(error);
  }
}

async function deletePlan(plan: PlanHead, { plans, ports }: BulkServices): Promise<void> {
  const isConfirmed = await confirmAction(
    vscode.l10n.t('Delete the plan {0}?', planTitle(plan)),
    vscode.l10n.t('The record of what was written is deleted too, so the run can no longer be resumed or reverted.'),
    vscode.l10n.t('Delete'),
    vscode.l10n.t("Don't Delete"),
  );
  if (!isConfirmed) return;
  try {
    await plans.store.remove(plan.id);
    await notePlans(plans.store, ports);
  } catch (error) {
    ports.log.error('plan', error);
    void showError(ports.log, sentenceOf(error));
  }
}

function rowsText(rows: number): string {
  return rows === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', numberText(rows));
}

function statusText({ status }: PlanHead): string {
  switch (status) {
    case 'planning':
      return vscode.l10n.t('incomplete');
    case 'ready':
      return vscode.l10n.t('not sent');
    case 'applying':
      return vscode.l10n.t('running');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'finished':
      return vscode.l10n.t('finished');
  }
}
