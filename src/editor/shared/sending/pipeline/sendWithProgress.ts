import { l10n } from 'vscode';
import type { SendOptions } from '../../../../kapture/exchange/client.ts';
import type { Exchange } from '../../../../kapture/exchange/exchange.ts';
import { withProgress, type Report } from '../../questions/progress.ts';
import { numberText } from '../../texts/localTexts.ts';
import type { Log } from '../../log.ts';
import type { ClientLoader } from '../clientLoader.ts';
import type { RequestRun } from '../requestRun.ts';
import type { RequestToSend } from './requestToSend.ts';

interface ProgressOptions extends Pick<SendOptions, 'confirmation' | 'retry' | 'signal' | 'usesSecrets'> {
  /** Shows the progress in place of a notification for this request. */
  readonly run?: RequestRun | undefined;
}

/** Sends a request with progress that the user can cancel, and logs the exchange. Throws a `KaptureError`. */
export async function sendWithProgress(
  title: string,
  { operation, body, target }: RequestToSend,
  { run, ...options }: ProgressOptions,
  { clients, log }: { readonly clients: ClientLoader; readonly log: Log },
): Promise<Exchange> {
  const send = async (canceled: AbortSignal, report: Report): Promise<Exchange> => {
    const client = await clients.get();
    const signal = options.signal ? AbortSignal.any([canceled, options.signal]) : canceled;
    return client.send(operation, body, target, {
      ...options,
      signal,
      onRetry: (attempt, waitMs) => {
        report(
          l10n.t(
            'retrying in {1} s (attempt {0})',
            attempt,
            numberText(waitMs / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
          ),
        );
      },
    });
  };
  const exchange = await (run ? send(run.signal, run.report) : withProgress(title, send));
  log.exchange(exchange);
  return exchange;
}
