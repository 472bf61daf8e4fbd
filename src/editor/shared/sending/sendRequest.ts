import { l10n, type Uri } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { dialectOf, type Connection } from '../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../kapture/dialects/convertForConnection.ts';
import type { Exchange, Target } from '../../../kapture/exchange/exchange.ts';
import { secretsOf, sentRequest } from '../../../kapture/exchange/targetHeaders.ts';
import type { WriteConfirmation } from '../../../kapture/exchange/writeGuard.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { redactionMark, redactor, type Redact } from '../../../kapture/redaction/redact.ts';
import { secretsUsedIn } from '../../../kapture/variables/secretVariables.ts';
import type { Log } from '../log.ts';
import { chooseAction } from '../questions/confirmAction.ts';
import type { Targets } from '../targets.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';
import { dialectTitle } from '../texts/connectionTexts.ts';
import { explainError } from '../texts/explain.ts';
import { oneLine } from '../texts/plainText.ts';
import { sendWithProgress, type ClientLoader, type RequestToSend } from './clientLoader.ts';
import { confirmIfNeeded } from './confirmWrite.ts';
import { NotSent, sendRecorded } from './recordedWrite.ts';
import { SendReport } from './sendReport.ts';
import { changeOfConnection, operationToSend, TargetFinder } from './sendTarget.ts';
import type {
  Body,
  Purpose,
  RequestWithoutResponse,
  SendAct,
  SendOptions,
  SentExchange,
  WriteRecorder,
} from './sending.ts';

export interface SendServices {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
  /** Called with every response, except that of an intermediate read. */
  readonly notify: (sent: SentExchange) => Promise<void>;
  /** Called with the response to an intermediate read. */
  readonly notifyRead: (exchange: Exchange) => void;
  readonly notifyWithoutResponse: (request: RequestWithoutResponse) => void;
  readonly recorder?: WriteRecorder;
}

/** A request that is complete, and the connection as it was at the click. */
interface PreparedRequest extends RequestToSend {
  readonly shown: Connection;
}

/** Sends a request in all its steps, see `Sender.send`. */
export async function sendRequest(
  operation: OperationId,
  body: Body,
  options: SendOptions,
  services: SendServices,
): Promise<Exchange | undefined> {
  const { act } = options;
  const report = new SendReport(operation, options, services.log);
  // Now, because the document can change while the request is sent.
  const request = documentOf(act);
  try {
    const finder = new TargetFinder(services.targets, options);
    const prepared = await prepare(operation, body, act, finder, report, services.targets);
    const confirmation = await confirmIfNeeded(operation, prepared, act, services);
    if (act.kind === 'edit' && (finder.hasAsked || confirmation)) await act.recheck();
    const redact = lazyRedact(prepared.target);
    const sent = await sendPrepared(prepared, confirmation, redact, act, services);
    report.response(sent.exchange);
    await notify({ ...sent, request, redact }, act, services);
    return sent.exchange;
  } catch (error) {
    if (error instanceof NotSent) {
      report.notSent(error);
      return undefined;
    }
    if (!KaptureError.is(error)) throw error;
    const { tenant } = report;
    const purpose = purposeOf(act);
    // Both the operation of the request and the one that its body makes of it.
    if (tenant !== undefined && purpose)
      for (const requested of new Set([operation, report.operation]))
        services.notifyWithoutResponse({ operation: requested, tenant, purpose });
    report.error(error);
    return undefined;
  }
}

/** Resolves the target, reads the body and asks about its dialect. */
async function prepare(
  operation: OperationId,
  body: Body,
  act: SendAct,
  finder: TargetFinder,
  report: SendReport,
  targets: Targets,
): Promise<PreparedRequest> {
  report.connection = finder.name();
  const connection = await finder.connection(report.connection, operation);
  const shown = finder.shown ?? connection;
  report.connection = connection.name;
  report.tenant = connection.tenant;
  // Before a key is asked for, which would be in vain if a variable has no value or the request is converted.
  const text = await textToSend(body, connection);
  report.operation = operationToSend(operation, text, connection);
  await askOtherDialect(operation, text, connection, act);
  // No key for another host is asked for.
  refuseChange(changeOfConnection(report.operation, shown, targets));
  const own = await finder.target(connection.name, report.operation);
  const target = await finder.addSecrets(own, usesSecrets(act) ? secretsUsedIn(text) : []);
  report.body = text;
  return { operation: report.operation, body: text, target, shown };
}

/** Sends a request, unless its connection is no longer as it was at the click. A write is recorded before. */
async function sendPrepared(
  prepared: PreparedRequest,
  confirmation: WriteConfirmation | undefined,
  redact: Redact,
  act: SendAct,
  { targets, clients, log, recorder }: SendServices,
): Promise<Pick<SentExchange, 'exchange' | 'record'>> {
  const { operation, body, target, shown } = prepared;
  const title = l10n.t('{0}: {1}', target.connection.name, operationTitle(operation));
  const progress = { confirmation, usesSecrets: usesSecrets(act), run: act.kind === 'run' ? act.run : undefined };
  const send = async (): Promise<Exchange> => {
    refuseChange(
      changeOfConnection(operation, shown, { all: [target.connection] }) ??
        changeOfConnection(operation, shown, targets),
    );
    return sendWithProgress(title, prepared, progress, { clients, log });
  };
  if (!operations[operation].writes) return { exchange: await send() };
  if (!recorder) return { exchange: await send() };
  // Before the write is recorded: if the client cannot be loaded, nothing is sent.
  await clients.get();
  const request = sentRequest(operation, body, target, usesSecrets(act));
  return sendRecorded({ request, redact }, { recorder, send, explain: explainError });
}

async function notify(
  sent: Pick<SentExchange, 'exchange' | 'record' | 'request' | 'redact'>,
  act: SendAct,
  services: SendServices,
): Promise<void> {
  const purpose = purposeOf(act);
  if (!purpose) services.notifyRead(sent.exchange);
  else await services.notify({ ...sent, purpose, source: sourceOf(act), isRepeat: act.kind === 'again' });
}

/** Undefined for an intermediate read. */
function purposeOf({ kind }: SendAct): Purpose | undefined {
  if (kind === 'again') return 'request';
  return kind === 'internal' ? undefined : kind;
}

function sourceOf(act: SendAct): SentExchange['source'] {
  return 'source' in act ? act.source : undefined;
}

/** The document whose whole text is sent. */
function documentOf(act: SendAct): Uri | undefined {
  const source = sourceOf(act);
  if (!source) return act.kind === 'again' ? act.document : undefined;
  return source.text === source.document.getText() ? source.document.uri : undefined;
}

/** Whether the body may use secret variables, because the user wrote it. Missing ones are asked for. */
function usesSecrets(act: SendAct): boolean {
  return ['again', 'run', 'compare'].includes(act.kind) || (act.kind === 'request' && act.source !== undefined);
}

/** The body for a connection. Throws `NotSent` if there is none, or if a redacted auth key is still missing in it. */
async function textToSend(body: Body, connection: Connection): Promise<string> {
  const text = typeof body === 'string' ? body : await body(connection);
  if (text === undefined) throw new NotSent();
  if (text.includes(redactionMark))
    throw new NotSent(
      l10n.t(
        'Nothing was sent: the request contains a placeholder for an auth key that was removed before the request was stored. Replace the placeholder, then send the request again.',
      ),
    );
  return text;
}

/**
 * Asks before a request of the user is sent whose body is in another dialect than the connection's. Throws `NotSent` if
 * the user declines, or wants to convert it first. `operation` is the one that the user chose.
 */
async function askOtherDialect(
  operation: OperationId,
  body: string,
  connection: Connection,
  act: SendAct,
): Promise<void> {
  const isOwn = act.kind === 'request' || act.kind === 'again' || act.kind === 'run';
  const written = isOwn ? otherDialect(operation, body, connection) : undefined;
  if (!isOwn || written === undefined) return;
  const convert = l10n.t('Convert…');
  const send = l10n.t('Send Anyway');
  const answer = await chooseAction(
    l10n.t('Send this request to {0} in another dialect?', oneLine(connection.name, 60)),
    l10n.t(
      'The body of this {0} request is in the dialect {1}. The connection expects {2}, so Kapture will probably reject it, or not understand its fields.',
      operationTitle(operation),
      dialectTitle(written),
      dialectTitle(dialectOf(connection, operation)),
    ),
    act.convert ? [convert, send] : [send],
    l10n.t("Don't Send"),
  );
  if (answer === convert) await act.convert?.(connection);
  if (answer !== send) throw new NotSent();
}

function refuseChange(change: string | undefined): void {
  if (change !== undefined) throw new NotSent(change);
}

/** Creates the redactor on first use, because creating one takes longer than using it. */
function lazyRedact(target: Target): Redact {
  let redact: Redact | undefined;
  return (text) => (redact ??= redactor(secretsOf(target)))(text);
}
