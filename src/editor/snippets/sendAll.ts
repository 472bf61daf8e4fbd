import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { explainTrouble } from '../shared/texts/explain.ts';
import { RequestsConfirmation, targetsOfRun } from '../../kapture/exchange/requestsConfirmation.ts';
import { asSentence } from '../../kapture/problem/problem.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { withProgress, type Report } from '../shared/questions/progress.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { rangeIn } from '../shared/documents/requestText.ts';
import type { RequestRun } from '../shared/sending/sending.ts';
import { setContext } from '../shared/settings.ts';
import { durationText, numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import {
  askContinuation,
  confirmSendAll,
  needsQuestion,
  pickResult,
  type Run,
  type RunResult,
} from './sendAllQuestions.ts';
import { planRun, presentRequest, type PlannedFile, type RequestFile, type SendAllPorts } from './sendAllPlan.ts';

/** Sends several requests one after another, and keeps the results of the last run. */
export class SendAll {
  readonly #ports: SendAllPorts;
  #last: Run | undefined;
  #isRunning = false;

  constructor(ports: SendAllPorts) {
    this.#ports = ports;
  }

  /** Sends requests in this order, up to the first that does not succeed. `title` says where they are from. */
  async start(title: string, files: readonly RequestFile[]): Promise<void> {
    await this.#run({ title, results: files.map((file) => ({ file, state: 'waiting' })) }, 0);
  }

  /** Continues the last run where it stopped, or with the request after that. */
  async continue(): Promise<void> {
    const run = this.#last;
    if (this.#isRunning) {
      showStillRunning();
      return;
    }
    if (!run || run.stop === undefined) {
      void showInformation(vscode.l10n.t('There is nothing to continue.'));
      return;
    }
    const first = await askContinuation(run);
    if (first !== undefined) await this.#run(run, first, run.results.slice(run.stop, first));
  }

  /** Lists the results of the last run. The selected request opens with its response. */
  async showResults(): Promise<void> {
    const run = this.#last;
    if (!run) {
      void showInformation(vscode.l10n.t('Send All has no results in this window yet.'));
      return;
    }
    const picked = await pickResult(run);
    if (picked === 'continue') await this.continue();
    else if (picked) await this.#open(picked, false);
  }

  /** Sends the requests of a run from one on. `skipped` are those before it that the user skips. */
  async #run(run: Run, first: number, skipped: readonly RunResult[] = []): Promise<void> {
    if (this.#isRunning) {
      showStillRunning();
      return;
    }
    this.#isRunning = true;
    try {
      const files = run.results.map(({ file }) => file);
      const planned = await planRun(files, first, this.#ports);
      if (!planned) return;
      const targets = targetsOfRun(planned);
      const confirmation = needsQuestion(targets)
        ? await RequestsConfirmation.ask(planned, () => confirmSendAll(targets, planned.length))
        : undefined;
      if (needsQuestion(targets) && !confirmation) return;
      for (const { file } of skipped) await this.#forgetLast(file);
      this.#last = run;
      setContext('kapture.hasSentAll', true);
      const title = vscode.l10n.t('Sending the requests in {0}', oneLine(run.title, 60));
      const isCanceled = await withProgress(title, (signal, report) =>
        this.#sendEach(run, first, planned, { signal, report, confirmation }),
      );
      await this.#showEnd(run, first, isCanceled);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Sends planned requests. Returns whether the user canceled. */
  async #sendEach(run: Run, first: number, planned: readonly PlannedFile[], options: RequestRun): Promise<boolean> {
    const { results } = run;
    for (const [offset, { file }] of planned.entries()) results[first + offset] = { file, state: 'waiting' };
    for (const [offset, request] of planned.entries()) {
      if (options.signal.aborted) return true;
      const index = first + offset;
      const { file } = request;
      const place = vscode.l10n.t('{0} of {1}: {2}', index + 1, results.length, oneLine(file.name, 60));
      options.report(place);
      const report: Report = (message) => options.report(`${place} (${message})`);
      results[index] = await this.#send(request, { ...options, report });
      if (results[index].state !== 'success') break;
    }
    return options.signal.aborted;
  }

  async #send(planned: PlannedFile, run: RequestRun): Promise<RunResult> {
    const { write, id, text, file } = planned;
    let problem: string | undefined;
    let mayHaveArrived = false;
    try {
      // Opened again, because VS Code closes documents without an editor after a while.
      const now = presentRequest(await vscode.workspace.openTextDocument(file.uri), file);
      const source = now?.text === text ? now : planned.source;
      const exchange = await this.#ports.requests.sendInRun(
        planned.operation,
        source,
        { ...run, request: { id, text } },
        write.connection,
        (sentence, mayHaveBeenCarriedOut) => {
          problem = sentence;
          mayHaveArrived = mayHaveBeenCarriedOut;
        },
      );
      return resultOf(file, exchange, problem, mayHaveArrived);
    } catch (error) {
      this.#ports.log.error(file.uri.path, error);
      return resultOf(file, undefined, error instanceof Error ? error.message : String(error));
    }
  }

  /** The requests after a skipped one must not use the response to an earlier request in its place. */
  async #forgetLast({ uri, operation }: RequestFile): Promise<void> {
    const { targets, variables } = this.#ports;
    const { connection } = documentTarget(await vscode.workspace.openTextDocument(uri), targets);
    if (connection) variables.forgetLast(operation, connection.tenant);
  }

  /** Tells the user how a run ended. Opens the request at which it stopped, because failures are marked there. */
  async #showEnd(run: Run, first: number, isCanceled: boolean): Promise<void> {
    const { log } = this.#ports;
    const { results } = run;
    const show = { title: vscode.l10n.t('Show Results'), run: () => this.showResults() };
    const stop = results.findIndex(({ state }, index) => index >= first && state !== 'success');
    run.stop = stop < 0 ? undefined : stop;
    if (stop < 0) {
      const sent = results.length - first;
      void showInformation(
        sent === 1
          ? vscode.l10n.t('1 request was sent successfully.')
          : vscode.l10n.t('{0} requests were sent successfully.', numberText(sent)),
        log,
        show,
      );
      return;
    }
    const result = results[stop]!;
    if (result.state !== 'waiting' && !isCanceled) await this.#open(result, true);
    void showWarning(
      stopText(results, stop, isCanceled),
      log,
      { title: vscode.l10n.t('Continue…'), run: () => this.continue() },
      show,
    );
  }

  /** Opens a request with its response beside it. */
  async #open({ file, exchange }: RunResult, preserveFocus: boolean): Promise<void> {
    const document = await vscode.workspace.openTextDocument(file.uri);
    const request = file.named && presentRequest(document, file);
    const selection = request && rangeIn(request, { offset: 0, length: 0 });
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus, ...(selection && { selection }) });
    if (exchange) await this.#ports.responses.show(exchange);
  }
}

function showStillRunning(): void {
  void showInformation(vscode.l10n.t('Send All is still running. Wait for it to finish, or cancel it.'));
}

/** Where a run stopped, and why. */
function stopText(results: readonly RunResult[], stop: number, isCanceled: boolean): string {
  const { file, reason, state } = results[stop]!;
  const name = oneLine(file.name, 60);
  const place = [stop + 1, results.length, name] as const;
  const what =
    state === 'waiting'
      ? vscode.l10n.t('Stopped before request {0} of {1}, “{2}”.', ...place)
      : vscode.l10n.t('Stopped at request {0} of {1}, “{2}”.', ...place);
  let why = reason ?? '';
  if (reason === undefined && isCanceled) why = vscode.l10n.t('Canceled.');
  else if (reason === undefined && state === 'not-sent') why = vscode.l10n.t('It was not sent.');
  const left = results.filter((result) => result.state === 'waiting').length;
  const rest =
    left === 1
      ? vscode.l10n.t('1 remaining request was not sent.')
      : vscode.l10n.t('{0} remaining requests were not sent.', numberText(left));
  return [what, asSentence(oneLine(why, 500)), ...(left ? [rest] : [])].filter(Boolean).join(' ');
}

function resultOf(
  file: RequestFile,
  exchange: Exchange | undefined,
  problem: string | undefined,
  mayHaveArrived = false,
): RunResult {
  if (!exchange) return { file, state: 'not-sent', reason: problem, mayHaveArrived };
  const { status, milliseconds, reading } = exchange.response;
  return {
    file,
    // The requests after it may rely on the record.
    state: reading.otherId === undefined ? reading.outcome : 'unreadable',
    summary: [outcomeText(reading.outcome), `HTTP ${status}`, durationText(milliseconds)].join(' · '),
    // The message of a success is not worth a line.
    reason: reading.outcome === 'success' ? problem : (problem ?? reading.message ?? explainTrouble(exchange)),
    exchange,
  };
}
