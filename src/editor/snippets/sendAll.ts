import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { RequestsConfirmation, targetsOfRun, type RunTarget } from '../../kapture/exchange/requestsConfirmation.ts';
import { asSentence } from '../../kapture/problem/problem.ts';
import { rangeIn } from '../shared/documents/requestText.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { showInformation, showWarning } from '../shared/dialogs/messages.ts';
import { withProgress, type Report } from '../shared/dialogs/progress.ts';
import type { RequestRun } from '../shared/sending/sender.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import { explainTrouble } from '../shared/texts/explain.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { planRun, presentRequest, type PlannedFile, type RequestFile, type SendAllPorts } from './sendAllPlan.ts';

/** The outcome of a request. */
interface RunResult {
  readonly isSuccess: boolean;
  /** Why the request failed or has no response, in a sentence or in the server's words. */
  readonly reason: string | undefined;
  readonly exchange: Exchange | undefined;
}

/** Sends several requests one after another, up to the first that does not succeed. */
export class SendAll {
  readonly #ports: SendAllPorts;
  #isRunning = false;

  constructor(ports: SendAllPorts) {
    this.#ports = ports;
  }

  /** Sends requests in this order. `title` says where the requests are from. */
  async start(title: string, files: readonly RequestFile[]): Promise<void> {
    if (this.#isRunning) {
      void showInformation(vscode.l10n.t('Send All is still running. Wait for it to finish, or cancel it.'));
      return;
    }
    this.#isRunning = true;
    try {
      const planned = await planRun(files, this.#ports);
      if (!planned) return;
      const targets = targetsOfRun(planned);
      const confirmation = mustConfirm(targets)
        ? await RequestsConfirmation.ask(planned, () => confirmSendAll(targets, planned.length))
        : undefined;
      if (mustConfirm(targets) && !confirmation) return;
      let results: readonly RunResult[] = [];
      const progress = vscode.l10n.t('Sending the requests in {0}', oneLine(title, 60));
      const isCanceled = await withProgress(progress, async (signal, report) => {
        results = await this.#sendEach(planned, { signal, report, confirmation });
        return signal.aborted;
      });
      await this.#showEnd(planned, results, isCanceled);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Sends the requests. Resolves to the results of those that were sent. Only the last one may have failed. */
  async #sendEach(planned: readonly PlannedFile[], run: RequestRun): Promise<readonly RunResult[]> {
    const results: RunResult[] = [];
    for (const [index, request] of planned.entries()) {
      if (run.signal.aborted) break;
      const place = vscode.l10n.t('{0} of {1}: {2}', index + 1, planned.length, oneLine(request.file.name, 60));
      run.report(place);
      const report: Report = (message) => run.report(`${place} (${message})`);
      const result = await this.#send(request, { ...run, report });
      results.push(result);
      if (!result.isSuccess) break;
    }
    return results;
  }

  async #send(planned: PlannedFile, run: RequestRun): Promise<RunResult> {
    const { write, id, text, file } = planned;
    let problem: string | undefined;
    try {
      // The document is opened again, because VS Code closes documents without an editor after a while.
      const now = presentRequest(await vscode.workspace.openTextDocument(file.uri), file);
      const source = now?.text === text ? now : planned.source;
      const exchange = await this.#ports.requests.sendInRun(
        planned.operation,
        source,
        { ...run, request: { id, text } },
        write.connection,
        (sentence) => {
          problem = sentence;
        },
      );
      return resultOf(exchange, problem);
    } catch (error) {
      this.#ports.log.error(file.uri.path, error);
      return resultOf(undefined, error instanceof Error ? error.message : String(error));
    }
  }

  /** Tells the user how a run ended. Opens the request at which it stopped, because failures are marked there. */
  async #showEnd(planned: readonly PlannedFile[], results: readonly RunResult[], isCanceled: boolean): Promise<void> {
    const last = results.at(-1);
    if (last?.isSuccess && results.length === planned.length) {
      void showInformation(
        results.length === 1
          ? vscode.l10n.t('1 request was sent successfully.')
          : vscode.l10n.t('{0} requests were sent successfully.', numberText(results.length)),
      );
      return;
    }
    const failed = last?.isSuccess ? undefined : last;
    const stop = failed ? results.length - 1 : results.length;
    if (failed && !isCanceled) await this.#open(planned[stop]!.file, failed.exchange);
    void showWarning(stopText(planned, stop, failed, isCanceled), this.#ports.log);
  }

  /** Opens a request with its response beside it. */
  async #open(file: RequestFile, exchange: Exchange | undefined): Promise<void> {
    const document = await vscode.workspace.openTextDocument(file.uri);
    const request = file.named && presentRequest(document, file);
    const selection = request && rangeIn(request, { offset: 0, length: 0 });
    await vscode.window.showTextDocument(document, {
      preview: true,
      preserveFocus: true,
      ...(selection && { selection }),
    });
    if (exchange) await this.#ports.responses.show(exchange);
  }
}

/** Where a run stopped, and why. `failed` is undefined if the request at that place was not sent. */
function stopText(
  planned: readonly PlannedFile[],
  stop: number,
  failed: RunResult | undefined,
  isCanceled: boolean,
): string {
  const place = [stop + 1, planned.length, oneLine(planned[stop]!.file.name, 60)] as const;
  const what = failed
    ? vscode.l10n.t('Stopped at request {0} of {1}, “{2}”.', ...place)
    : vscode.l10n.t('Stopped before request {0} of {1}, “{2}”.', ...place);
  const otherwise = isCanceled ? vscode.l10n.t('Canceled.') : vscode.l10n.t('It was not sent.');
  const why = failed?.reason ?? (isCanceled || !failed?.exchange ? otherwise : '');
  return [what, asSentence(oneLine(why, 500))].filter(Boolean).join(' ');
}

function resultOf(exchange: Exchange | undefined, problem: string | undefined): RunResult {
  if (!exchange) return { isSuccess: false, reason: problem, exchange };
  const { outcome, message, otherId } = exchange.response.reading;
  const reason = outcome === 'success' ? problem : (problem ?? message ?? explainTrouble(exchange));
  // Requests after it may rely on the record.
  return { isSuccess: outcome === 'success' && otherId === undefined, reason, exchange };
}

/** Whether requests are sent only after a confirmation: if one of them writes to another connection than a sandbox. */
function mustConfirm(targets: readonly RunTarget[]): boolean {
  return targets.some(
    ({ connection, acts }) => connection.role !== 'sandbox' && Object.values(acts).some((count) => count > 0),
  );
}

/** Asks once before several requests are sent. Names each connection, its host and role, and what is sent to it. */
function confirmSendAll(targets: readonly RunTarget[], count: number): Promise<boolean> {
  const [first] = targets;
  const [only] = targets.length === 1 ? targets : [];
  const name = oneLine(first!.connection.name, 60);
  let where = name;
  if (!only) where = vscode.l10n.t('{0} connections', numberText(targets.length));
  else if (only.connection.role === 'production') where = vscode.l10n.t('{0} (production)', name);
  return confirmAction(
    count === 1
      ? vscode.l10n.t('Send 1 request to {0}?', where)
      : vscode.l10n.t('Send {0} requests to {1}?', numberText(count), where),
    targets.map((target) => targetText(target, !only)).join('\n\n'),
    only ? vscode.l10n.t('Send to {0}', name) : vscode.l10n.t('Send All'),
    vscode.l10n.t("Don't Send"),
  );
}

function targetText({ connection, host, acts, others, reads }: RunTarget, isNamed: boolean): string {
  const counts = [
    ...(acts.add ? [vscode.l10n.t('Adds: {0}', numberText(acts.add))] : []),
    ...(acts.update ? [vscode.l10n.t('Updates: {0}', numberText(acts.update))] : []),
    ...(acts['add-or-update']
      ? [vscode.l10n.t('Adds or updates, depending on the customer code: {0}', numberText(acts['add-or-update']))]
      : []),
    ...[...Map.groupBy(others, (id) => id)].map(([id, same]) =>
      vscode.l10n.t('{0}: {1}', operationTitle(id), numberText(same.length)),
    ),
    ...(reads ? [vscode.l10n.t('Reads: {0}', numberText(reads))] : []),
  ];
  return [
    ...(isNamed ? [oneLine(connection.name, 60)] : []),
    vscode.l10n.t('Host: {0}', host),
    vscode.l10n.t('Role: {0}', roleText(connection)),
    counts.join(' · '),
  ].join('\n');
}
