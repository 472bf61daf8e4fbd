import * as vscode from 'vscode';
import type { PlanHead, StoredPlansSize } from '../../kapture/bulk/plans/plan.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { showError, showInformation, showWarning } from '../shared/dialogs/messages.ts';
import type { StoredData } from '../shared/storedData.ts';
import { numberText, timeText } from '../shared/texts/localTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import { planTitle } from '../shared/texts/catalogueTexts.ts';
import { runTexts } from '../shared/texts/runTexts.ts';
import { tenantText } from '../shared/texts/connectionTexts.ts';
import { explained, sentenceOf } from './planTexts.ts';
import type { PlanPlace, Plans } from './plans.ts';
import { notePlans, runNumbers } from './runs.ts';

interface PlanItem extends vscode.QuickPickItem {
  readonly plan: PlanHead;
}

interface ListedPlan {
  readonly plan: PlanHead;
  /** The numbers of rows by outcome, once a run has ended. */
  readonly outcome: readonly string[];
}

export async function openKnownPlan(plan: number, { plans, context, show }: PlanPlace): Promise<void> {
  try {
    if (await plans.store.plan(plan)) return await show(plan);
    await notePlans(plans.store, context);
  } catch (error) {
    throw explained(error);
  }
  void showInformation(vscode.l10n.t('This plan was deleted.'));
}

/** Lets the user open or delete one of the plans on this machine. */
export async function openPlan({ plans, context, show }: PlanPlace): Promise<void> {
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Delete'),
  };
  const itemOf = ({ plan, outcome }: ListedPlan): PlanItem => ({
    label: oneLabel(planTitle(plan), 80),
    description: oneDetail(
      `${context.targets.connectionOf(plan.tenant, plan.connection)?.name ?? tenantText(plan.tenant)} · ${timeText(plan.createdAt)}`,
    ),
    detail: [rowsText(plan.rows), statusText(plan), ...outcome].join(' · '),
    buttons: [remove],
    plan,
  });
  const found = await plansOf(plans);
  if (!found.length) {
    void showInformation(vscode.l10n.t('There are no plans yet. Add or update customers from a file to create one.'));
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
      void deletePlan(item.plan, { plans, context, show });
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

async function deletePlan(plan: PlanHead, { plans, context }: PlanPlace): Promise<void> {
  const isConfirmed = await confirmAction(
    vscode.l10n.t('Delete the plan {0}?', planTitle(plan)),
    vscode.l10n.t('The record of what was written is deleted too, so the run can no longer be resumed or reverted.'),
    vscode.l10n.t('Delete'),
    vscode.l10n.t("Don't Delete"),
  );
  if (!isConfirmed) return;
  try {
    await plans.store.remove(plan.id);
    await notePlans(plans.store, context);
  } catch (error) {
    context.log.error('plan', error);
    void showError(context.log, sentenceOf(error));
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

export function storedPlans({ plans, context }: PlanPlace): StoredData {
  // Without a file, no database is created.
  const sizeOf = async (tenant?: string): Promise<StoredPlansSize> =>
    plans.exist ? plans.store.stored(tenant) : { plans: 0, unknown: 0, otherCustomer: 0 };
  return {
    id: 'plans',
    label: vscode.l10n.t('Plans of bulk changes'),
    amountOf: async (tenant) => {
      const { plans: count } = await sizeOf(tenant);
      if (!count) return undefined;
      return count === 1 ? vscode.l10n.t('1 plan') : vscode.l10n.t('{0} plans', numberText(count));
    },
    warningOf: async (tenant) => {
      const { plans: count, unknown, otherCustomer } = await sizeOf(tenant);
      const lines = [
        count &&
          vscode.l10n.t(
            'Plans contain customer data and a record of what was written. If you delete them, their runs can no longer be resumed or reverted.',
          ),
        unknown &&
          vscode.l10n.t(
            'Writes with an unknown result: {0}. To find out whether they were stored, resume their runs first.',
            numberText(unknown),
          ),
        otherCustomer &&
          vscode.l10n.t(
            'Rows whose response names a different customer: {0}. Check both customers.',
            numberText(otherCustomer),
          ),
      ];
      return lines.filter(Boolean).join('\n');
    },
    delete: async (tenant) => {
      if (!plans.exist) return;
      await plans.store.removeTenant(tenant);
      await notePlans(plans.store, context);
      const { plans: left } = await plans.store.stored(tenant);
      if (left) void showWarning(vscode.l10n.t('Plans in use were not deleted: {0}.', numberText(left)));
    },
  };
}
