import * as vscode from 'vscode';
import { operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { type Connection, dialectOf } from '../../kapture/connection/connection.ts';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { runCommand } from '../shared/commands.ts';
import { documentTarget } from '../shared/documents/requestText.ts';
import { showInformation, showWarning } from '../shared/dialogs/messages.ts';
import { changeOfConnection } from '../shared/sending/sendTarget.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { dialectTitle, nameWithRole, roleText } from '../shared/texts/connectionTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { type Comparisons, type ComparePorts, warnTooLong } from './comparisons.ts';
import { otherDialect } from '../../kapture/dialects/convertForConnection.ts';
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
    void showInformation(vscode.l10n.t('Nothing was sent: {0} writes. Only reads are sent to two connections.', title));
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
  // A connection may have changed while the user was asked.
  const changes = [one, other].map(({ connection }) => changeOfConnection(operation, connection, ports.targets));
  const changed = changes.find((sentence) => sentence !== undefined);
  if (changed !== undefined) {
    void showWarning(changed, ports.log);
    return;
  }
  const left = await send(operation, one, ports);
  const right = left && (await send(operation, other, ports));
  // Without a response, the user was told why.
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
    ],
  });
}

interface PreparedRequest extends ReadBody {
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
  const request = await ports.requests.readBody(operation, document, connection, answers);
  if (!request) return undefined;
  const dialect = otherDialect(operation, request.body, connection);
  if (dialect !== undefined) {
    void showInformation(
      vscode.l10n.t(
        'Nothing was sent: the request is in the {0} dialect, but {1} expects {2}.',
        dialectTitle(dialect),
        oneLabel(connection.name, 60),
        dialectTitle(dialectOf(connection, operation)),
      ),
    );
    return undefined;
  }
  const missing = secretsUsedIn(request.body).filter((secret) => !Object.hasOwn(target.variables ?? {}, secret));
  if (missing.length && !(await ports.targets.addSecrets(target, missing))) return undefined;
  return { ...request, connection };
}

function send(
  operation: OperationId,
  { body, connection }: PreparedRequest,
  { sender }: ComparePorts,
): Promise<Exchange | undefined> {
  return sender.send(operation, body, { shown: connection, purpose: { kind: 'compare' } });
}

function sideOf({ response }: Exchange, title: string, connection: string): { name: string; text: string } {
  return { name: `${title} – ${connection}`, text: String(response.text) };
}

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
    vscode.l10n.t('Nothing was sent: the pinned connection {0} does not exist or cannot be used.', pin.name),
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
