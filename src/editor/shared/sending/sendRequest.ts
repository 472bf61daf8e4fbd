import { l10n, type Uri } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { dialectOf, type Connection } from '../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../kapture/dialects/convertForConnection.ts';
import { type Exchange, secretsOf, sentRequest, type Target } from '../../../kapture/exchange/exchange.ts';
import type { WriteConfirmation } from '../../../kapture/exchange/writeGuard.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { redactionMark, redactor, type Redact } from '../../../kapture/redaction/redact.ts';
import { secretsUsedIn } from '../../../kapture/variables/secretVariables.ts';
import { chooseButton } from '../dialogs/confirmAction.ts';
import type { Targets } from '../targets.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';
import { dialectTitle } from '../texts/connectionTexts.ts';
import { explainError } from '../texts/explain.ts';
import { oneLine } from '../texts/plainText.ts';
import { sendWithProgress, type RequestToSend } from './clientLoader.ts';
import { confirmIfNeeded } from './confirmWrite.ts';
import type { Body, Purpose, SendOptions, SendServices, SentExchange, StartedWrite, WriteRecorder } from './sender.ts';
import { SendReport } from './sendReport.ts';
import { changeOfConnection, NotSent, operationToSend, TargetFinder } from './sendTarget.ts';

interface PreparedRequest extends RequestToSend {
  /** The connection as the user saw it when the request was sent, or else when the connection was selected. */
  readonly shown: Connection;
}

/** Sends a request in all its steps, see `Sender.send`. */
export async function sendRequest(
  operation: OperationId,
  body: Body,
  options: SendOptions,
  services: SendServices,
): Promise<Exchange | undefined> {
  const { purpose } = options;
  const report = new SendReport(operation, options, services.log);
  // The document is read now, because it can change while the request is sent.
  const request = documentOf(purpose);
  try {
    const finder = new TargetFinder(services.targets, options);
    const prepared = await prepare(operation, body, options, finder, report, services.targets);
    const confirmation = await confirmIfNeeded(operation, prepared, purpose, services);
    if (purpose.kind === 'edit' && (finder.hasAsked || confirmation)) await purpose.recheck();
    const redact = lazyRedact(prepared.target);
    const sent = await sendPrepared(prepared, confirmation, redact, purpose, services);
    report.response(sent.exchange);
    await services.notify({ ...sent, request, redact, purpose: purpose.kind, source: sourceOf(purpose) });
    return sent.exchange;
  } catch (error) {
    if (error instanceof NotSent) {
      report.notSent(error);
      return undefined;
    }
    if (!KaptureError.is(error)) throw error;
    const { tenant } = report;
    // Listeners learn of the operation of the request and of the one that its body makes of it.
    if (tenant !== undefined)
      for (const requested of new Set([operation, report.operation]))
        services.notifyWithoutResponse({ operation: requested, tenant, purpose: purpose.kind });
    report.error(error);
    return undefined;
  }
}

/** Resolves the target, reads the body and asks about its dialect. */
async function prepare(
  operation: OperationId,
  body: Body,
  options: SendOptions,
  finder: TargetFinder,
  report: SendReport,
  targets: Targets,
): Promise<PreparedRequest> {
  report.connection = finder.name();
  const connection = await finder.connection(report.connection, operation);
  const shown = options.shown ?? connection;
  report.connection = connection.name;
  report.tenant = connection.tenant;
  // The text is read before a key is asked for, because the key is useless if a variable has no value or the request is
  // converted.
  const text = await textToSend(body, connection);
  report.operation = operationToSend(operation, text, connection);
  await askOtherDialect(operation, text, connection, options.purpose);
  // This precedes the question for a key, because a key must not be asked for another host.
  refuseChange(changeOfConnection(report.operation, shown, targets));
  const own = await finder.target(connection.name, report.operation);
  const target = await finder.addSecrets(own, usesSecrets(options.purpose) ? secretsUsedIn(text) : []);
  report.body = text;
  return { operation: report.operation, body: text, target, shown };
}

/** Sends a request, unless its connection has changed since the user saw it. A write is recorded before it is sent. */
async function sendPrepared(
  prepared: PreparedRequest,
  confirmation: WriteConfirmation | undefined,
  redact: Redact,
  purpose: Purpose,
  { targets, clients, log, recorder }: SendServices,
): Promise<Pick<SentExchange, 'exchange' | 'record'>> {
  const { operation, body, target, shown } = prepared;
  const title = l10n.t('{0}: {1}', target.connection.name, operationTitle(operation));
  const run = purpose.kind === 'run' ? purpose.run : undefined;
  const send = async (): Promise<Exchange> => {
    // Neither the connection that is used nor its current settings may differ from what the user saw.
    refuseChange(
      changeOfConnection(operation, shown, { all: [target.connection] }) ??
        changeOfConnection(operation, shown, targets),
    );
    return sendWithProgress(
      title,
      prepared,
      { confirmation, usesSecrets: usesSecrets(purpose), run },
      { clients, log },
    );
  };
  if (!operations[operation].writes || !recorder) return { exchange: await send() };
  // The client is loaded before the write is recorded: if it cannot be loaded, nothing is sent.
  await clients.get();
  return sendRecorded({ request: sentRequest(operation, body, target, usesSecrets(purpose)), redact }, recorder, send);
}

/**
 * Sends a write once it is recorded, and records why if there is no response. If the process is killed during the
 * request, the record stays.
 */
async function sendRecorded(
  write: StartedWrite,
  recorder: WriteRecorder,
  send: () => Promise<Exchange>,
): Promise<Pick<SentExchange, 'exchange' | 'record'>> {
  const record = await recorder.begin(write);
  try {
    return { exchange: await send(), record };
  } catch (error) {
    const reason = reasonOf(error);
    recorder.end(record, reason && write.redact(reason));
    throw error;
  }
}

/** Why there is no response; undefined if nothing was sent. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof NotSent) return undefined;
  if (KaptureError.is(error)) return error.wasSent ? explainError(error) : undefined;
  return error instanceof Error ? error.message : String(error);
}

function sourceOf(purpose: Purpose): SentExchange['source'] {
  return 'source' in purpose ? purpose.source : undefined;
}

function documentOf(purpose: Purpose): Uri | undefined {
  const source = sourceOf(purpose);
  if (!source) return purpose.kind === 'again' ? purpose.document : undefined;
  return source.text === source.document.getText() ? source.document.uri : undefined;
}

/** Whether the body may use secret variables, because the user wrote it. Missing ones are asked for. */
function usesSecrets(purpose: Purpose): boolean {
  return (
    ['again', 'run', 'compare'].includes(purpose.kind) || (purpose.kind === 'request' && purpose.source !== undefined)
  );
}

/** The body for a connection. Throws `NotSent` if there is none, or if a redacted auth key is still missing in it. */
async function textToSend(body: Body, connection: Connection): Promise<string> {
  const text = typeof body === 'string' ? body : await body(connection);
  if (text === undefined) throw new NotSent();
  if (text.includes(redactionMark))
    throw new NotSent(l10n.t('Nothing was sent: a placeholder in the request replaces an auth key. Fill it in.'));
  return text;
}

/**
 * Asks before a request of the user is sent whose body is in another dialect than the connection's. Throws `NotSent` if
 * the user declines, or chooses to convert it first. `operation` is the one that the user chose.
 */
async function askOtherDialect(
  operation: OperationId,
  body: string,
  connection: Connection,
  purpose: Purpose,
): Promise<void> {
  const isOwn = purpose.kind === 'request' || purpose.kind === 'again' || purpose.kind === 'run';
  const written = isOwn ? otherDialect(operation, body, connection) : undefined;
  if (!isOwn || written === undefined) return;
  const convert = l10n.t('Convert…');
  const send = l10n.t('Send Anyway');
  const answer = await chooseButton(
    l10n.t('Send this request to {0} in another dialect?', oneLine(connection.name, 60)),
    l10n.t(
      'The body of this {0} request is in the dialect {1}. The connection expects {2}, so Kapture will probably reject it, or not understand its fields.',
      operationTitle(operation),
      dialectTitle(written),
      dialectTitle(dialectOf(connection, operation)),
    ),
    // The first one has the focus, and sends nothing.
    [purpose.convert ? convert : l10n.t("Don't Send"), send],
  );
  if (answer === convert) await purpose.convert?.(connection);
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
