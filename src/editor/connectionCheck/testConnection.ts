import * as vscode from 'vscode';
import { checkConnection } from '../../kapture/connectionCheck/checkConnection.ts';
import type { CheckReport, ReadResponse, SentRead } from '../../kapture/connectionCheck/checkReport.ts';
import { knownCustomer, type KnownCustomer } from '../../kapture/connectionCheck/knownCustomer.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { asSentence } from '../../kapture/problem/asSentence.ts';
import { runCommand } from '../shared/commands.ts';
import { networkSettings } from '../shared/sending/clientLoader.ts';
import { showError, showInformation, type MessageAction } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { explainError, troubleSentence } from '../shared/texts/explain.ts';
import { durationText, numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { changesOf } from './changesOf.ts';
import type { ConnectionCheckPorts, Reports } from './ports.ts';
import { stepTitle } from './reportText.ts';

/** Tests a connection, or one that the user picks, with a pulled customer of its tenant if there is one. */
export async function testConnection(
  name: string | undefined,
  ports: ConnectionCheckPorts,
  reports: Reports,
): Promise<void> {
  const chosen = name ?? (await ports.connections.pick(vscode.l10n.t('Test Connection')));
  const target = chosen === undefined ? undefined : await ports.targets.resolveNamed(chosen, 'get');
  if (target) await runTest(target, await pulledCustomer(target, ports), ports, reports);
}

/** Asks for a customer of the tenant, and tests the connection of a report with it. */
export async function testWithCustomer(
  uri: vscode.Uri | undefined,
  ports: ConnectionCheckPorts,
  reports: Reports,
): Promise<void> {
  const report = reports.findOrTell(uri);
  if (!report) return;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Test Connection'),
    prompt: vscode.l10n.t('Kapture customer ID or phone number of a customer of {0}', oneLine(report.connection)),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text && !knownCustomer(text) ? vscode.l10n.t('Enter a customer ID or a phone number.') : undefined,
  });
  const customer = knownCustomer(typed ?? '');
  if (!customer) return;
  const target = await ports.targets.resolveNamed(report.connection, 'get');
  if (target) await runTest(target, customer, ports, reports);
}

async function runTest(
  target: Target,
  customer: KnownCustomer | undefined,
  ports: ConnectionCheckPorts,
  reports: Reports,
): Promise<void> {
  const { name } = target.connection;
  try {
    const report = await withProgress(vscode.l10n.t('Testing {0}', name), async (signal, progress) => {
      const { targets, clients } = ports;
      const [pull, ticket] = await Promise.all([
        targets.resolveNamed(name, 'pull', { ask: false }),
        targets.resolveNamed(name, 'get-ticket', { ask: false }),
      ]);
      return checkConnection({
        transport: await clients.transport(),
        targets: { get: target, ...(pull && { pull }), ...(ticket && { 'get-ticket': ticket }) },
        network: networkSettings(),
        signal,
        customer,
        onStep: (number, total, id) => progress(vscode.l10n.t('step {0} of {1}: {2}', number, total, stepTitle(id))),
      });
    });
    logReads(report, ports);
    await showResult(report, reports.add(report), ports);
  } catch (error) {
    if (!KaptureError.is(error)) throw error;
    if (error.reason !== 'canceled') void showError(ports.log, explainError(error));
  }
}

/** A customer that was pulled from the tenant earlier; undefined if there is none. */
async function pulledCustomer({ connection }: Target, ports: ConnectionCheckPorts): Promise<KnownCustomer | undefined> {
  try {
    const store = await (await ports.customers()).storage.open();
    const pull = await store.last(connection.tenant);
    const [row] = pull ? await store.page(pull.id, { group: undefined, limit: 1 }) : [];
    return row && { kapture_customer_id: row.id };
  } catch (error) {
    // The test does without one.
    ports.log.error('No pulled customer could be read for the test of a connection.', error);
    return undefined;
  }
}

function logReads({ connection, baseUrl, steps }: CheckReport, { log }: ConnectionCheckPorts): void {
  for (const { id, reads } of steps)
    for (const { path, result } of reads)
      log.info(`test (${id}) ${connection} ${baseUrl}${path} → ${resultText(result)}`);
}

function resultText(result: SentRead['result']): string {
  if (result.kind === 'not-sent') return result.kind;
  return result.kind === 'error'
    ? result.error.reason
    : `HTTP ${result.response.status} ${result.response.reading.outcome}`;
}

/** Shows the result in a message. The report opens unless everything works, or nothing responded. */
async function showResult(report: CheckReport, uri: vscode.Uri, ports: ConnectionCheckPorts): Promise<void> {
  const { connection: name, baseUrl, outcome, steps } = report;
  const { log } = ports;
  const host = new URL(baseUrl).host;
  const show = (): Thenable<unknown> => vscode.window.showTextDocument(uri, { preview: true });
  const showReport: MessageAction = { title: vscode.l10n.t('Show Report'), run: show };
  const retry: MessageAction = { title: vscode.l10n.t('Retry'), run: () => runCommand('kapture.testConnection', name) };
  const result = steps[0]?.reads[0]?.result;
  if (result?.kind === 'error') {
    void showError(log, explainError(result.error), retry, showReport);
    return;
  }
  const count = changesOf(report, ports.targets).filter(({ isApplied }) => !isApplied).length;
  const isGood = outcome === 'works' && !count && !report.findings.some(({ isTrouble }) => isTrouble);
  if (!isGood) await show();
  const response = result?.kind === 'response' ? result.response : undefined;
  const time = durationText(response?.milliseconds ?? 0);
  if (isGood) {
    void showInformation(
      vscode.l10n.t('{0} works: {1} responded in {2} and accepted the auth key.', name, host, time),
      log,
      showReport,
    );
  } else if (count) {
    void showInformation(
      count === 1
        ? vscode.l10n.t('The test of {0} proposes one change to the connection. See the report.', name)
        : vscode.l10n.t(
            'The test of {0} proposes {1} changes to the connection. See the report.',
            name,
            numberText(count),
          ),
    );
  } else if (outcome === 'works') {
    void showInformation(
      vscode.l10n.t('Get Customer works on {0}, but other operations do not. See the report.', name),
    );
  } else if (outcome === 'needs-headers') {
    void showInformation(vscode.l10n.t('{0} accepts the auth key only with additional headers. See the report.', host));
  } else if (outcome === 'key-rejected') {
    const setKey = { title: vscode.l10n.t('Set Auth Key'), run: () => runCommand('kapture.manageSecrets', name) };
    void showError(
      log,
      vscode.l10n.t('{0} responded in {1}, but rejected the auth key for {2}.', host, time, name),
      setKey,
    );
  } else void showError(log, unclearSentence(name, host, time, response), retry);
}

function unclearSentence(name: string, host: string, time: string, response: ReadResponse | undefined): string {
  if (!response)
    return vscode.l10n.t('Get Customer was not sent to {0}, because its path may be one that changes data.', host);
  const { status, location, reading } = response;
  if (reading.trouble)
    return vscode.l10n.t(
      'The test of {0} failed. {1}',
      name,
      troubleSentence(reading.trouble, host, name, status, location),
    );
  const serverMessage = reading.message === undefined ? '' : ` ${asSentence(oneLine(reading.message))}`;
  return vscode.l10n.t(
    '{0} responded in {1}, but Get Customer returned an unrecognized response (HTTP {2}).{3} Check the path of Get Customer.',
    host,
    time,
    status,
    serverMessage,
  );
}
