import * as vscode from 'vscode';
import { takenFailures } from '../../../kapture/catalogue/failures.ts';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../kapture/dialects/convertForConnection.ts';
import type { SentRequest } from '../../../kapture/exchange/exchange.ts';
import { bodyInShape } from '../../../kapture/exchange/requestBody.ts';
import { escapeOtherBraces } from '../../../kapture/variables/variables.ts';
import { hasTab } from '../documents/editUri.ts';
import { fileExists } from '../documents/files.ts';
import type { Log } from '../log.ts';
import { showInformation } from '../questions/messages.ts';
import type { Drafts } from '../requestBodies.ts';
import type { Sender } from './sender.ts';
import type { RepeatedRequest, SendOptions } from './sending.ts';

export type EarlierRequest = Pick<SentRequest, 'operation' | 'requestBody' | 'tenant' | 'connection' | 'url'>;

/** What sending again needs from other features. */
export interface SendAgainPorts {
  readonly sender: Sender;
  readonly drafts: Drafts;
  readonly log: Log;
}

/**
 * Sends the same body to the same tenant, through the same connection if it still leads there. If the connection now
 * has another dialect, the user can convert the body first. If a value of a write must be new, says so. `options` are
 * the document that the request is from, what Retry does, and whether the user is asked before a write.
 */
export async function sendAgain(
  earlier: EarlierRequest,
  ports: SendAgainPorts,
  {
    document,
    asksBeforeWrite,
    retry,
  }: Pick<RepeatedRequest, 'document' | 'asksBeforeWrite'> & Pick<SendOptions, 'retry'>,
): Promise<void> {
  const { operation, requestBody, tenant, connection, url } = earlier;
  const { sender, drafts } = ports;
  const body = (target: Connection): Promise<string> => Promise.resolve(bodyFor(operation, requestBody, target));
  const exchange = await sender.send(operation, body, {
    tenant,
    connection,
    retry,
    act: {
      kind: 'again',
      previousUrl: url,
      document,
      asksBeforeWrite,
      convert: (target) => drafts.openDraftOf(operation, escapeOtherBraces(requestBody), target.name),
    },
  });
  const { failure } = exchange?.response.reading ?? {};
  if (!exchange || !failure || !takenFailures.includes(failure)) return;
  void showInformation(
    (await canShow(document))
      ? vscode.l10n.t('The same values were sent again. To send new ones, open the request.')
      : vscode.l10n.t('The same values were sent again. To send others, open the request and change them.'),
    ports.log,
    {
      title: vscode.l10n.t('Open Request'),
      run: () => openRequest({ ...earlier, connection: exchange.connection }, drafts, document),
    },
  );
}

/** Opens the document that a request is from, which may have variables. Without one, opens what was sent. */
async function openRequest(
  { operation, requestBody, connection }: EarlierRequest,
  drafts: Drafts,
  uri: vscode.Uri | undefined,
): Promise<void> {
  if (uri && (await canShow(uri))) await vscode.window.showTextDocument(uri);
  else await drafts.openDraftOf(operation, escapeOtherBraces(requestBody), connection);
}

/** Whether the document of a request can still be shown. False once it was closed without being saved, or deleted. */
async function canShow(uri: vscode.Uri | undefined): Promise<boolean> {
  return uri !== undefined && (hasTab(uri) || (await fileExists(uri)));
}

/** The body with the array brackets of the connection's dialect, unless it is in another dialect. */
function bodyFor(operation: OperationId, body: string, connection: Connection): string {
  return otherDialect(operation, body, connection) ? body : bodyInShape(formFor(connection, operation), body);
}
