import * as vscode from 'vscode';
import type { Log } from './log.ts';
import { chooseAction } from './dialogs/confirmAction.ts';
import { showError, showInformation } from './dialogs/messages.ts';
import { withProgress } from './dialogs/progress.ts';
import type { Targets } from './targets.ts';
import { oneLine } from './texts/plainText.ts';

/** Data of one kind that is stored on this machine, and belongs to tenants. */
export interface StoredData {
  readonly id: 'customers' | 'history' | 'plans';
  readonly label: string;
  /** How much is stored of a tenant, or of all, as text; undefined if nothing. Rejects if that is unknown. */
  amountOf(tenant?: string): Promise<string | undefined>;
  /** What the user should know before it is deleted; empty if nothing. */
  warningOf?(tenant?: string): Promise<string>;
  /** Deletes the data of a tenant, or all. */
  delete(tenant: string | undefined): Promise<void>;
}

type Amount = { readonly text: string | undefined; readonly isUnknown?: true };

/** Asks what to delete, unless `kind` is given, and for which tenants, and deletes it. */
export async function deleteStoredData(
  wanted: StoredData['id'] | undefined,
  all: readonly StoredData[],
  targets: Targets,
  log: Log,
): Promise<void> {
  const kinds = wanted ? all.filter(({ id }) => id === wanted) : await pickKinds(all, log);
  if (!kinds.length) return;
  const active = targets.all.find(({ name }) => name === targets.activeName);
  const own = active && (await amountText(kinds, active.tenant, log));
  const name = oneLine(active?.name ?? '', 60);
  const total = await amountText(kinds, undefined, log);
  const warnings = await Promise.all(kinds.map(async (kind) => (await kind.warningOf?.()) ?? ''));
  const deleteAll = vscode.l10n.t('Delete All');
  const deleteOwn = vscode.l10n.t('Delete {0} Only', name);
  const detail = [
    ...(own ? [vscode.l10n.t('{0}: {1}', name, own)] : []),
    vscode.l10n.t('All connections: {0}', total || vscode.l10n.t('nothing')),
    '',
    ...warnings.filter(Boolean),
    vscode.l10n.t('It will be deleted from this machine, for all windows. Nothing changes in Kapture.'),
  ].join('\n');
  const labels = kinds.map(({ label }) => label).join(', ');
  const answer = await chooseAction(
    vscode.l10n.t('Delete stored data? {0}', labels),
    detail,
    own ? [deleteOwn, deleteAll] : [deleteAll],
    vscode.l10n.t("Don't Delete"),
  );
  if (answer === undefined || ![deleteOwn, deleteAll].includes(answer)) return;
  const tenant = answer === deleteOwn && own ? active?.tenant : undefined;
  const isCanceled = await withProgress(vscode.l10n.t('Deleting stored data'), async (signal) => {
    for (const kind of kinds) {
      if (signal.aborted) return true;
      await kind.delete(tenant).catch((error: unknown) => {
        void showError(log, vscode.l10n.t('{0} could not be deleted: {1}', kind.label, String(error)));
      });
    }
    return signal.aborted;
  });
  const left = isCanceled ? await amountText(kinds, tenant, log) : '';
  if (left) void showInformation(vscode.l10n.t('The deletion was canceled. Still on this machine: {0}.', left));
}

async function pickKinds(all: readonly StoredData[], log: Log): Promise<readonly StoredData[]> {
  const items = await Promise.all(
    all.map(async (kind): Promise<Omit<vscode.QuickPickItem, 'kind'> & { readonly data: StoredData }> => {
      const { text, isUnknown } = await amountOf(kind, undefined, log);
      return {
        label: kind.label,
        description: text ?? (isUnknown ? vscode.l10n.t('unknown') : vscode.l10n.t('nothing')),
        data: kind,
      };
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Delete Stored Data'),
    canPickMany: true,
    placeHolder: vscode.l10n.t('Select what to delete from this machine'),
  });
  return (picked ?? []).map(({ data }) => data);
}

async function amountText(kinds: readonly StoredData[], tenant: string | undefined, log: Log): Promise<string> {
  const amounts = await Promise.all(kinds.map((kind) => amountOf(kind, tenant, log)));
  return amounts.flatMap(({ text, isUnknown }) => text ?? (isUnknown ? vscode.l10n.t('unknown') : [])).join(', ');
}

/** The amount of stored data. It is shown as unknown if the data cannot be counted, because it can still be deleted. */
async function amountOf(kind: StoredData, tenant: string | undefined, log: Log): Promise<Amount> {
  try {
    return { text: await kind.amountOf(tenant) };
  } catch (error) {
    log.error(`The stored data could not be counted (${kind.id}).`, error);
    return { text: undefined, isUnknown: true };
  }
}
