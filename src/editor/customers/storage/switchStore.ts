import * as vscode from 'vscode';
import type { CustomersServices } from '../customersServices.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import { sizeText } from '../../shared/texts/localTexts.ts';

/** Switches to the store that the settings now specify. Running pulls belong to the previous store and are stopped. */
export async function switchStore(services: CustomersServices): Promise<void> {
  const { storage, model, pulls, log } = services;
  const ended =
    pulls.isPulling &&
    vscode.l10n.t(
      'The pull was stopped because pulled customers are now stored elsewhere (setting kapture.customers.mode). Pull the range again.',
    );
  await pulls.stop();
  await storage.close();
  await model.forget();
  // One notification is enough when several windows are open.
  const leftover = vscode.window.state.focused ? await leftoverSentence(services) : undefined;
  const sentence = [ended, leftover].filter(Boolean).join(' ');
  const now = Date.now();
  if (sentence)
    void showInformation(
      sentence,
      log,
      ...(leftover === undefined ? [] : [{ title: vscode.l10n.t('Clear'), run: () => clearKept(now, services) }]),
    );
}

/** A sentence about what the previous mode left on this machine; undefined if that is nothing. */
async function leftoverSentence({ storage, log }: CustomersServices): Promise<string | undefined> {
  try {
    const bytes = await storage.leftoverBytes();
    return bytes
      ? vscode.l10n.t(
          'Customers pulled earlier ({0}) stay on this machine until they expire (setting kapture.customers.keepDays).',
          sizeText(bytes),
        )
      : undefined;
  } catch (error) {
    log.error('The size of the stored customers could not be read.', error);
    return undefined;
  }
}

/** Deletes what a notification mentioned, but not what was pulled after it was shown. */
async function clearKept(before: number, { storage, tree, records, model }: CustomersServices): Promise<void> {
  await storage.clearKept(before);
  tree.resetPages();
  records.clearFetched();
  await model.refresh();
}
