import * as vscode from 'vscode';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import { runCommand } from '../shared/commands.ts';
import { explainError, explainTrouble } from '../shared/texts/explain.ts';
import { durationText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { Targets } from '../shared/ports.ts';
import { withProgress } from '../shared/questions/progress.ts';

/** No customer has this id, so that the answer is short and about nobody. */
const nobody = JSON.stringify([{ kapture_customer_id: '1' }]);

/** Sends a harmless Get and tells how far it came: host reached, key accepted, how long it took. */
export async function testConnection(name: string, targets: Targets, clients: ClientLoader, log: Log): Promise<void> {
  const target = await targets.resolveNamed(name, 'get');
  if (!target) return;
  const host = new URL(target.connection.baseUrl).host;
  const retry = { title: vscode.l10n.t('Retry'), run: () => runCommand('kapture.testConnection', name) };
  try {
    const exchange = await withProgress(vscode.l10n.t('Testing {0}', name), async (signal) =>
      (await clients.get()).send('get', nobody, target, { signal, retry: false }),
    );
    log.exchange(exchange);
    const { milliseconds, reading } = exchange.response;
    const time = durationText(milliseconds);
    if (reading.trouble === 'unauthorized') {
      const setKey = { title: vscode.l10n.t('Set Key'), run: () => runCommand('kapture.setAuthKey', name) };
      void showError(
        log,
        vscode.l10n.t('{0} responded in {1}, but rejected the auth key of {2}.', host, time, name),
        setKey,
      );
    } else if (reading.trouble) {
      void showError(
        log,
        vscode.l10n.t(
          '{0} responded in {1}, but not like a Kapture server. {2}',
          host,
          time,
          explainTrouble(exchange) ?? '',
        ),
        retry,
      );
    } else if (reading.outcome !== 'success' && reading.failure !== 'customer-not-found') {
      const words = reading.message === undefined ? '' : ` ${oneLine(reading.message)}`;
      void showError(
        log,
        vscode.l10n.t(
          '{0} responded in {1}, but its response to Get is not a Kapture response (HTTP {2}).{3} Check the path of Get Customer.',
          host,
          time,
          exchange.response.status,
          words,
        ),
        retry,
      );
    } else {
      void showInformation(
        vscode.l10n.t('{0} works: {1} responded in {2} and accepted the auth key.', name, host, time),
      );
    }
  } catch (error) {
    if (!KaptureError.is(error)) throw error;
    if (error.reason !== 'cancelled') void showError(log, explainError(error), retry);
  }
}
