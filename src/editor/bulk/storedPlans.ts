import * as vscode from 'vscode';
import type { StoredPlansSize } from '../../kapture/bulk/plans/planHead.ts';
import { chooseButton } from '../shared/questions/confirmAction.ts';
import { showError, showWarning } from '../shared/questions/messages.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { sentenceOf } from './explainBulk.ts';
import { notePlans } from './runHistory.ts';
import type { BulkServices } from './services.ts';
import { otherCustomerText } from './writesText.ts';

/** The number of plans of a tenant, or of all. 0 if they cannot be read. */
export async function countPlans(tenant: string | undefined, services: BulkServices): Promise<number> {
  return (await storedPlans(tenant, services)).plans;
}

/**
 * Asks whether to delete the plans of a tenant, or of all, and does so. Failures are shown. Resolves to false if the
 * user cancels.
 */
export async function offerToDeletePlans(tenant: string | undefined, services: BulkServices): Promise<boolean> {
  const { plans, ports } = services;
  const { plans: count, unknown, otherCustomer } = await storedPlans(tenant, services);
  if (!count) return true;
  const [keep, remove] = [vscode.l10n.t('Keep Plans'), vscode.l10n.t('Delete Plans')];
  const answer = await chooseButton(
    count === 1 ? vscode.l10n.t('Delete 1 plan too?') : vscode.l10n.t('Delete {0} plans too?', numberText(count)),
    [
      vscode.l10n.t(
        'Plans of bulk changes contain customer data and a record of what was written. If you delete them, their runs can no longer be resumed or reverted.',
      ),
      ...(unknown
        ? [
            vscode.l10n.t(
              'Writes with an unknown result: {0}. To find out whether they were stored, resume their runs first.',
              numberText(unknown),
            ),
          ]
        : []),
      otherCustomerText(otherCustomer),
    ]
      .filter(Boolean)
      .join('\n'),
    [keep, remove],
  );
  if (answer !== remove) return answer === keep;
  try {
    await plans.store.removeTenant(tenant);
    await notePlans(plans.store, ports);
    const { plans: left } = await plans.store.stored(tenant);
    if (left) void showWarning(vscode.l10n.t('Plans in use were not deleted: {0}.', numberText(left)));
  } catch (error) {
    ports.log.error('plan', error);
    void showError(ports.log, sentenceOf(error));
  }
  return true;
}

async function storedPlans(tenant: string | undefined, { plans, ports }: BulkServices): Promise<StoredPlansSize> {
  try {
    // Without a file, no database is created.
    if (plans.exist) return await plans.store.stored(tenant);
  } catch (error) {
    ports.log.error('plan', error);
  }
  return { plans: 0, unknown: 0, otherCustomer: 0 };
}
