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
import { sendWithProgress } from '../shared/sending/sendWithProgress.ts';

/** No customer has this ID, so the response is short and contains no customer data. */
const nonexistentCustomer = JSON.stringify([{ kapture_customer_id: '1' }]);

/**
 * Sends a Get for a nonexistent customer and shows whether the host was reached, whether it accepted the key, and the
 * time.
 */
export async function testConnection(name: string, targets: Targets, clients: ClientLoader, log: Log): Promise<void> {
  const target = await targets.resolveNamed(name, 'get');
  if (!target) return;
  const host = new URL(target.connection.baseUrl).host;
  const retry = { title: vscode.l10n.t('Retry'), run: () => runCommand('kapture.testConnection', name) };
  try {
    const exchange = await sendWithProgress(
      vscode.l10n.t('Testing {0}', name),
      { operation: 'get', body: nonexistentCustomer, target },
      { retry: false },
      { clients, log },
    );
    const { milliseconds, reading } = exchange.response;
    const time = durationText(milliseconds);
    if (reading.trouble === 'unauthorized') {
      const setKey = { title: vscode.l10n.t('Set Auth Key'), run: () => runCommand('kapture.setAuthKey', name) };
      void showError(
        log,
        vscode.l10n.t('{0} responded in {1}, but rejected the auth key for {2}.', host, time, name),
        setKey,
      );
    } else if (reading.trouble) {
      void showError(
        log,
        vscode.l10n.t(
          '{0} responded in {1}, but the response cannot be used. {2}',
          host,
          time,
          explainTrouble(exchange) ?? '',
        ),
        retry,
      );
    } else if (reading.outcome !== 'success' && reading.failure !== 'customer-not-found') {
      const serverMessage = reading.message === undefined ? '' : ` ${oneLine(reading.message)}`;
      void showError(
        log,
        vscode.l10n.t(
          '{0} responded in {1}, but Get Customer returned an unrecognized response (HTTP {2}).{3} Check the path of Get Customer.',
          host,
          time,
          exchange.response.status,
          serverMessage,
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
