import * as vscode from 'vscode';
import {
  bodyVariables,
  copyableHeaders,
  copyableSecrets,
  headerVariables,
  keyVariableOf,
  type CopyableRequest,
} from '../../kapture/commandLines/copyable.ts';
import { copyFormats } from '../../kapture/commandLines/copyFormats.ts';
import { sandboxName, urlOf, type Connection } from '../../kapture/connection/connection.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { historyScheme, responseScheme } from '../shared/ids.ts';
import { showResponseNotInMemory, showInformation } from '../shared/dialogs/messages.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import type { HistoryEntryRequest } from '../shared/requestBodies.ts';
import { readDocumentRequest, type CommandLinePorts } from './documentRequest.ts';

/** The maximum length of a body on one line; longer bodies are formatted. */
const longestLine = 80;

/**
 * Copies a request, or the request of a response or a history entry, in a format that the user chooses, without the
 * key.
 */
export async function copyAs(
  services: CommandLinePorts,
  source: vscode.Uri | HistoryEntryRequest | undefined,
): Promise<void> {
  const request = source && (await readCopyable(services, source));
  if (!request) return;
  const variables = [request.keyVariable, ...headerVariables(request), ...bodyVariables(request)]
    .map((name) => `$${name}`)
    .join(', ');
  const picked = await vscode.window.showQuickPick(
    copyFormats.map((format) => ({ label: catalogueText(format.title), format })),
    {
      title: vscode.l10n.t('Copy Request As'),
      placeHolder: vscode.l10n.t('The auth key is not copied. It is replaced with {0}.', variables),
    },
  );
  if (!picked) return;
  await vscode.env.clipboard.writeText(picked.format.write(request));
  void showInformation(vscode.l10n.t('Copied as {0}, with {1} in place of the auth key.', picked.label, variables));
}

async function readCopyable(
  services: CommandLinePorts,
  source: vscode.Uri | HistoryEntryRequest,
): Promise<CopyableRequest | undefined> {
  const all = services.targets.all.map(({ name }) => name);
  const copyable = async ({ operation, url, body, connection }: SentRequest): Promise<CopyableRequest> => {
    const known = typeof connection === 'string' ? connectionAt(services, connection, url) : connection;
    // The name of the connection at that time is not used, because a command for an earlier address must not read the
    // auth key for the current one.
    const name = known?.name ?? new URL(url).host;
    return {
      url,
      body: formatBody(body),
      keyVariable: keyVariableOf(name, all),
      secrets: copyableSecrets(body, name, all, known ? await services.targets.secretNames(known) : []),
      ...(known?.headers.length && { headers: copyableHeaders(known, operation, all) }),
    };
  };
  if (!(source instanceof vscode.Uri)) return copyable(source);
  const exchange = await services.exchangeOf(source, false);
  if (exchange) return copyable({ ...exchange, body: exchange.requestBody });
  // Otherwise, the document would be read as a request.
  if ([responseScheme, historyScheme].includes(source.scheme)) {
    showResponseNotInMemory();
    return undefined;
  }
  const request = await readDocumentRequest(services, source, vscode.l10n.t('Copy Request As'));
  if (!request) return undefined;
  const { connection, operation, body, redact } = request;
  return copyable({ operation, url: urlOf(connection, operation), body: redact(body), connection });
}

interface SentRequest {
  readonly operation: OperationId;
  readonly url: string;
  readonly body: string;
  /** Or the name of the connection at the time of sending. */
  readonly connection: Connection | string;
}

/**
 * The connection that a request was sent to, with its current headers; undefined if it now leads elsewhere. The sandbox
 * can have another port each time, but always has the same key.
 */
function connectionAt({ targets }: CommandLinePorts, name: string, url: string): Connection | undefined {
  return targets.all.find(
    (connection) =>
      connection.name === name && (name === sandboxName || new URL(connection.baseUrl).origin === new URL(url).origin),
  );
}

function formatBody(body: string): string {
  return body.length > longestLine ? formatLoose(body) : body;
}
