import { l10n, type Uri } from 'vscode';
import { operations, type OperationId } from '../../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../../kapture/connection/connection.ts';
import type { Exchange, Target } from '../../../../kapture/exchange/exchange.ts';
import { sentRequest } from '../../../../kapture/exchange/sentRequest.ts';
import { secretsOf } from '../../../../kapture/exchange/targetHeaders.ts';
import type { WriteConfirmation } from '../../../../kapture/exchange/writeConfirmation.ts';
import { KaptureError } from '../../../../kapture/http/kaptureError.ts';
import { redactor, type Redact } from '../../../../kapture/redaction/redact.ts';
import { secretsUsedIn } from '../../../../kapture/variables/secretVariables.ts';
import type { Log } from '../../log.ts';
import type { Targets } from '../../ports.ts';
import { operationTitle } from '../../texts/catalogueTexts.ts';
import { explainError } from '../../texts/explain.ts';
import { changeOfConnection } from '../changeOfConnection.ts';
import type { ClientLoader } from '../clientLoader.ts';
import type { ExchangeListener } from '../exchangeListeners.ts';
import type { Body, SendRequestOptions } from '../sendRequestOptions.ts';
import type { RequestWithoutResponse, SentExchange, WriteRecorder } from '../sentExchange.ts';
import { confirmIfNeeded } from './confirmIfNeeded.ts';
import { NotSent } from './notSent.ts';
import { askOtherDialect } from './askOtherDialect.ts';
import { operationToSend } from './operationToSend.ts';
import { sendRecorded, type RecordedExchange } from './recordedWrite.ts';
import type { RequestToSend } from './requestToSend.ts';
import { SendReport } from './sendReport.ts';
import { sendWithProgress } from './sendWithProgress.ts';
import { TargetFinder } from './targetFinder.ts';
import { tellStored } from './tellStored.ts';
import { textToSend } from './textToSend.ts';

export interface SendServices {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
  /** Called with every response, except that of an intermediate read. */
  readonly notify: (...args: Parameters<ExchangeListener>) => Promise<void>;
  /** Called with the response to an intermediate read. */
  readonly notifyRead: (exchange: Exchange) => void;
  readonly notifyWithoutResponse: (request: RequestWithoutResponse) => void;
  readonly recorder?: WriteRecorder;
}

/** Sends a request in all its steps, see `Sender.send`. */
export async function sendRequest(
  operation: OperationId,
  body: Body,
  options: SendRequestOptions,
  services: SendServices,
): Promise<Exchange | undefined> {
  const report = new SendReport(operation, options, services.log);
  // Now, because the document can change while the request is sent.
  const document = documentOf(options);
  const startedAt = Date.now();
  try {
    const finder = new TargetFinder(services.targets, options);
    const request = await prepare(operation, body, options, finder, report, services);
    const confirmation = await guard(operation, request, options, finder, services);
    const redact = lazyRedact(request.target);
    const sent = await sendPrepared(request, confirmation, redact, options, services);
    report.response(sent.exchange);
    await notify(sent, document, redact, options, services);
    const finding = options.write && tellStored(options.write, sent.exchange);
    if (finding) services.recorder?.noteFound(options.write, sent.exchange.tenant, finding);
    return sent.exchange;
  } catch (error) {
    if (error instanceof NotSent) {
      report.notSent(error);
      return undefined;
    }
    if (!KaptureError.is(error)) throw error;
    if (report.tenant !== undefined)
      notifyWithoutResponse(
        [operation, report.operation],
        { tenant: report.tenant, request: document, startedAt },
        options,
        services,
      );
    report.error(error);
    return undefined;
  }
}

/** Resolves the target, reads the body and asks about its dialect. */
async function prepare(
  operation: OperationId,
  body: Body,
  options: SendRequestOptions,
  finder: TargetFinder,
  report: SendReport,
  { targets }: SendServices,
): Promise<RequestToSend> {
  report.connection = finder.nameFor(options);
  const connection = await finder.connection(report.connection, operation, options.tenant);
  report.connection = connection.name;
  report.tenant = connection.tenant;
  // Before a key is asked for, which would be in vain if a variable has no value.
  const text = await textToSend(body, connection);
  report.operation = operationToSend(operation, text, connection);
  if (options.expected) refuseChanged(report.operation, options.expected, targets);
  // Before a key and secrets too, which would be in vain if the request is converted or not sent.
  await askOtherDialect(operation, text, connection, options);
  // No key for another host is asked for.
  refuseChanged(report.operation, connection, targets);
  const own = await finder.find(connection.name, report.operation, options.tenant);
  const target = await finder.addSecrets(own, options.usesSecrets ? secretsUsedIn(text) : []);
  report.body = text;
  const request = { operation: report.operation, body: text, target };
  // Also checked before the confirmation, because the input box for a key may have been open for a long time.
  for (const shown of [options.expected, connection, target.connection])
    if (shown) refuseChanged(request.operation, shown, targets);
  return request;
}

/** Asks before a request where needed, and checks again what may have changed while a question was open. */
async function guard(
  operation: OperationId,
  request: RequestToSend,
  options: SendRequestOptions,
  finder: TargetFinder,
  services: SendServices,
): Promise<WriteConfirmation | undefined> {
  const { connection } = request.target;
  if (!operations[request.operation].writes) return undefined;
  const confirmation = await confirmIfNeeded(operation, { ...request, connection }, options, services);
  if ((finder.hasAsked || confirmation) && options.recheck && !(await options.recheck())) throw new NotSent();
  refuseChanged(request.operation, connection, services.targets);
  return confirmation;
}

async function sendPrepared(
  request: RequestToSend,
  confirmation: WriteConfirmation | undefined,
  redact: Redact,
  { onWillSend, usesSecrets = false, run, isRevert }: SendRequestOptions,
  services: SendServices,
): Promise<RecordedExchange> {
  const { operation, body, target } = request;
  const title = l10n.t('{0}: {1}', target.connection.name, operationTitle(operation));
  const progress = { confirmation, usesSecrets, run };
  const act = isRevert ? { isRevert } : {};
  const send = async (): Promise<Exchange> => ({
    ...(await sendWithProgress(title, request, progress, services)),
    ...act,
  });
  if (!operations[operation].writes) return { exchange: await send() };
  onWillSend?.();
  if (!services.recorder) return { exchange: await send() };
  // Before the write is recorded: if the client cannot be loaded, nothing is sent.
  await services.clients.get();
  const write = { request: { ...sentRequest(operation, body, target, usesSecrets), ...act }, redact };
  return sendRecorded(write, {
    recorder: services.recorder,
    send: () => {
      refuseChanged(operation, target.connection, services.targets);
      return send();
    },
    explain: explainError,
  });
}

async function notify(
  sent: Pick<SentExchange, 'exchange' | 'record'>,
  document: Uri | undefined,
  redact: Redact,
  { purpose = 'request', source, previousUrl }: SendRequestOptions,
  services: SendServices,
): Promise<void> {
  const isRepeat = previousUrl !== undefined;
  if (purpose === 'internal') services.notifyRead(sent.exchange);
  else await services.notify({ ...sent, purpose, source, request: document, isRepeat, redact });
}

/** `requested` are the operation of the request and the one that its body makes of it. */
function notifyWithoutResponse(
  requested: readonly OperationId[],
  request: Omit<RequestWithoutResponse, 'operation' | 'purpose'>,
  { purpose = 'request' }: SendRequestOptions,
  services: SendServices,
): void {
  if (purpose === 'internal') return;
  for (const operation of new Set(requested)) services.notifyWithoutResponse({ ...request, operation, purpose });
}

/** The document whose whole text is sent. */
function documentOf({ source, request }: SendRequestOptions): Uri | undefined {
  if (!source) return request;
  return source.text === source.document.getText() ? source.document.uri : undefined;
}

/** Throws `NotSent` if a connection is no longer as it was shown to the user. */
function refuseChanged(operation: OperationId, shown: Connection, targets: Targets): void {
  const change = changeOfConnection(operation, shown, targets);
  if (change !== undefined) throw new NotSent(change);
}

/** Creates the redactor on first use, because creating one takes longer than using it. */
function lazyRedact(target: Target): Redact {
  let redact: Redact | undefined;
  return (text) => (redact ??= redactor(secretsOf(target)))(text);
}
