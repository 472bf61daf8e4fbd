import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { type Connection, formFor } from '../../kapture/connection/connection.ts';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { runCommand } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { UserError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { changeOfConnection } from '../shared/sending/sendTarget.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { dialectTitle, nameWithRole, roleText } from '../shared/texts/connectionTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { type Comparisons, type ComparePorts, warnTooLong, type ComparedRequest } from './comparisons.ts';
import { convertForConnection, type ConvertedRequest } from '../../kapture/dialects/convertForConnection.ts';
import { readRequest } from '../../kapture/exchange/requestBody.ts';
import type { ReadBody } from '../shared/requestBodies.ts';

/** Sends the request of a document to its connection and to another one, and compares the responses. */
export async function compareConnections(
  ports: ComparePorts,
  comparisons: Comparisons,
  uri = vscode.window.activeTextEditor?.document.uri,
): Promise<void> {
  const operation = uri && operationOfFile(uri.path);
  if (!operation) {
    void showInformation(vscode.l10n.t('Open a request first. Its responses are compared.'));
    return;
  }
  const title = operationTitle(operation);
  if (operations[operation].writes) {
    void showInformation(
      vscode.l10n.t('Nothing was sent: {0} changes data. Only requests that read are sent to two connections.', title),
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const first = await firstConnection(document, ports);
  const second = first && (await pickOther(first, ports));
  if (!second) return;
  // Both are complete before anything is sent.
  const one = await prepare(document, operation, first.name, ports);
  const other = one && (await prepare(document, operation, second.name, ports, one.lookup));
  if (!other) return;
  if (!(await confirmLoss([one, other]))) return;
  // A connection may have changed while a question was open.
  const changes = [one, other].map(({ connection }) => changeOfConnection(operation, connection, ports.targets));
  const changed = changes.find((sentence) => sentence !== undefined);
  if (changed !== undefined) {
    void showWarning(changed, ports.log);
    return;
  }
  const left = await send(operation, one, ports);
  const right = left && (await send(operation, other, ports));
  // A request without a response was reported.
  if (!right) return;
  const long = [left, right].find(isLong);
  if (long) {
    warnTooLong(long);
    return;
  }
  const [leftName, rightName] = [labelOf(one.connection), labelOf(other.connection)];
  await comparisons.show({
    title: vscode.l10n.t('{0}: {1} ↔ {2}', title, leftName, rightName),
    left: sideOf(left, title, leftName),
    right: sideOf(right, title, rightName),
    notes: [
      vscode.l10n.t(
        'Left: {0}, HTTP {1}. Right: {2}, HTTP {3}.',
        leftName,
        left.response.status,
        rightName,
        right.response.status,
      ),
      ...one.notes,
      ...other.notes,
    ],
  });
}

/**
 * Asks before requests are sent that a conversion changed: without a filter, a Pull returns all customers of its range.
 */
async function confirmLoss(requests: readonly PreparedRequest[]): Promise<boolean> {
  const incomplete = requests.filter(({ isIncomplete }) => isIncomplete);
  if (!incomplete.length) return true;
  return confirmAction(
    vscode.l10n.t(
      'Send the converted request to {0}?',
      incomplete.map(({ connection }) => labelOf(connection)).join(', '),
    ),
    incomplete.flatMap(({ notes }) => notes).join('\n\n'),
    vscode.l10n.t('Send'),
    vscode.l10n.t("Don't Send"),
  );
}

/** A request that is ready to be sent to a connection. */
interface PreparedRequest extends RequestForConnection {
  readonly connection: Connection;
}

/**
 * Asks for a missing key, for missing secret variables, and the questions of the request unless there are `answers`.
 * Undefined if the request cannot be sent, or the user cancels.
 */
async function prepare(
  document: vscode.TextDocument,
  operation: OperationId,
  name: string,
  ports: ComparePorts,
  answers?: VariableLookup,
): Promise<PreparedRequest | undefined> {
  const target = await ports.targets.resolveNamed(name, operation);
  if (!target) return undefined;
  const { connection } = target;
  const request = await requestFor({ document, operation, connection }, ports, answers);
  if (!request) return undefined;
  const missing = secretsUsedIn(request.body).filter((secret) => !Object.hasOwn(target.variables ?? {}, secret));
  if (missing.length && !(await ports.targets.addSecrets(target, missing))) return undefined;
  return { ...request, connection };
}

function send(
  operation: OperationId,
  { body, connection }: PreparedRequest,
  { sender }: ComparePorts,
): Promise<Exchange | undefined> {
  return sender.send(operation, body, { shown: connection, act: { kind: 'compare' } });
}

function sideOf({ response }: Exchange, title: string, connection: string): { name: string; text: string } {
  return { name: `${title} – ${connection}`, text: String(response.text) };
}

/** The name of a connection and its role. */
function labelOf(connection: Connection): string {
  return nameWithRole(oneLabel(connection.name, 60), connection);
}

/** The connection that the document is pinned to, or else the active one. */
async function firstConnection(
  document: vscode.TextDocument,
  { targets, log }: ComparePorts,
): Promise<Connection | undefined> {
  const { pin, connection } = documentTarget(document, targets);
  if (!pin || connection) return connection ?? targets.resolveConnection();
  void showWarning(
    vscode.l10n.t(
      'Nothing was sent: this request is pinned to {0}, but there is no usable connection with that name.',
      pin.name,
    ),
    log,
    { title: vscode.l10n.t('Change Pin'), run: () => runCommand('kapture.pinConnection', document.uri) },
  );
  return undefined;
}

interface ConnectionItem extends vscode.QuickPickItem {
  readonly connection: Connection;
}

async function pickOther(first: Connection, { targets, log }: ComparePorts): Promise<Connection | undefined> {
  const items = targets.all
    .filter(({ name }) => name !== first.name)
    .map((connection): ConnectionItem => ({
      label: oneLabel(connection.name, 60),
      description: roleText(connection),
      connection,
    }));
  if (!items.length) {
    void showInformation(vscode.l10n.t('There is no other connection to compare with. Add one first.'), log, {
      title: vscode.l10n.t('Add Connection'),
      run: () => runCommand('kapture.addConnection'),
    });
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare on Two Connections'),
    placeHolder: vscode.l10n.t('Select the connection to compare with {0}', oneLabel(first.name, 60)),
    matchOnDescription: true,
  });
  return picked?.connection;
}

/** The body of a request for a connection. */
interface RequestForConnection extends ReadBody {
  /** What was converted, and what the conversion loses, as sentences. */
  readonly notes: readonly string[];
  /** The dialect of the connection has no equivalent of some of the request, so it may return other customers. */
  readonly isIncomplete: boolean;
}

/**
 * The body of a document's request for a connection, in its dialect and with its variables. `answers` has the answers
 * to its questions, which are otherwise asked. Undefined if it cannot be sent, which the user was told.
 */
async function requestFor(
  { document, operation, connection }: ComparedRequest,
  { requests }: Pick<ComparePorts, 'requests'>,
  answers?: VariableLookup,
): Promise<RequestForConnection | undefined> {
  // Problems are shown at their places in the document, so they are looked for before the conversion.
  const read = await requests.readBody(operation, document, connection, answers);
  if (!read) return undefined;
  const converted = convertForConnection(read.text, operation, connection, dialectTitle);
  if (!converted) return { ...read, notes: [], isIncomplete: false };
  const { lookup } = read;
  const reading = readRequest(formFor(connection, operation), converted.text, lookup);
  const name = oneLabel(connection.name, 60);
  if (reading.problem)
    throw new UserError(
      l10n.t('The request could not be converted to the {0} dialect for {1}.', dialectTitle(converted.to), name),
    );
  const lost = lostTexts(converted);
  return {
    ...read,
    body: reading.body,
    notes: [l10n.t('The request was converted to the {0} dialect for {1}.', dialectTitle(converted.to), name), ...lost],
    isIncomplete: lost.length > 0,
  };
}

/** What a conversion loses, as sentences. */
function lostTexts({ to, unplaced, rounded, uncertain }: ConvertedRequest): readonly string[] {
  const sentences: string[] = [];
  if (unplaced.length)
    sentences.push(
      l10n.t(
        'The {0} dialect has no equivalent of these fields, so they are not sent: {1}.',
        dialectTitle(to),
        unplaced.join(', '),
      ),
    );
  if (rounded.length)
    sentences.push(
      l10n.t(
        'The {0} dialect has dates without times, so these dates are sent without their times: {1}.',
        dialectTitle(to),
        rounded.join(', '),
      ),
    );
  if (uncertain.length)
    sentences.push(
      l10n.t(
        'The {0} dialect treats the last day of a range differently. Because of a variable, the range may end a day earlier or later: {1}.',
        dialectTitle(to),
        uncertain.join(', '),
      ),
    );
  return sentences;
}
