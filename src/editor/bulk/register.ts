import * as vscode from 'vscode';
import { mappingSuffix } from '../../kapture/bulk/mappings/mappingFile.ts';
import { registerCommands } from '../shared/commands.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { planView } from '../shared/ids.ts';
import type { StoredData } from '../shared/storedData.ts';
import type { Bulk } from './bulk.ts';
import type { BulkContext } from './plans.ts';

/**
 * Registers bulk changes: their commands, and the pages that are restored after a reload. The rest is loaded on first
 * use.
 */
export function registerBulk(
  context: BulkContext,
): vscode.Disposable & { readonly storedData: () => Promise<StoredData> } {
  let bulk: Bulk | undefined;
  let isDisposed = false;
  const load = async (): Promise<Bulk> => {
    const { Bulk } = await import('./bulk.ts');
    return (bulk ??= new Bulk(context));
  };
  const checkMapping = ({ uri }: vscode.TextDocument): void => {
    if (!uri.path.endsWith(mappingSuffix)) return;
    const failed = (error: unknown): void => context.log.error('mapping', error);
    load().then((loaded) => isDisposed || loaded.checkMappings(), failed);
  };
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(checkMapping),
    registerCommands(context.log, {
      'kapture.importFile': async (file) => (await load()).importFile(file instanceof vscode.Uri ? file : undefined),
      'kapture.importClipboard': async () => (await load()).importClipboard(),
      'kapture.changeField': async (row, rows) =>
        (await load()).changeField((rows ?? [row]).filter((one) => isReference(one))),
      'kapture.openPlan': async (plan) => (await load()).openPlan(plan),
    }),
  ];
  // This is registered after activation, which it would slow down. VS Code waits for it before it restores a panel.
  setImmediate(() => {
    if (isDisposed) return;
    vscode.workspace.textDocuments.forEach(checkMapping);
    subscriptions.push(
      vscode.window.registerWebviewPanelSerializer(planView, {
        deserializeWebviewPanel: async (panel, state: { readonly plan?: number } | undefined) =>
          (await load()).restore(panel, state?.plan ?? 0),
      }),
    );
  });
  return {
    storedData: async () => (await load()).storedData,
    dispose: () => {
      isDisposed = true;
      bulk?.dispose();
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

/** Whether the row of a view is a customer. */
function isReference(row: unknown): row is RecordReference {
  const { tenant, id } = (row ?? {}) as Partial<RecordReference>;
  return typeof tenant === 'string' && typeof id === 'string';
}
