import * as vscode from 'vscode';
import type { StoredPlansSize } from '../../kapture/bulk/plans/planHead.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { StoredData } from '../shared/storedData.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { notePlans } from './runHistory.ts';
import type { BulkServices } from './services.ts';
import { otherCustomerText } from './writesText.ts';

/** The plans of bulk changes, for *Delete Stored Data*. */
export function storedPlans({ plans, ports }: BulkServices): StoredData {
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
        otherCustomerText(otherCustomer),
      ];
      return lines.filter(Boolean).join('\n');
    },
    delete: async (tenant) => {
      if (!plans.exist) return;
      await plans.store.removeTenant(tenant);
      await notePlans(plans.store, ports);
      const { plans: left } = await plans.store.stored(tenant);
      if (left) void showWarning(vscode.l10n.t('Plans in use were not deleted: {0}.', numberText(left)));
    },
  };
}
