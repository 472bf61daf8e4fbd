import * as vscode from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { needsCode, recordUrlOf } from '../../../kapture/connection/recordUrl.ts';
import { commandLink, withIcon } from '../../shared/commands.ts';
import { customerOfUri } from '../../shared/documents/editUri.ts';
import { type RecordReference, readRecordUri } from '../../shared/documents/recordUri.ts';
import { editScheme, recordScheme } from '../../shared/ids.ts';
import type { Targets } from '../../shared/targets.ts';
import { showInformation } from '../../shared/dialogs/messages.ts';
import { tenantText } from '../../shared/texts/connectionTexts.ts';
import { oneLabel } from '../../shared/texts/plainText.ts';
import type { CustomersModel } from '../customersModel.ts';
import { type CustomersNode, customerNode } from '../tree/customersNodes.ts';
import type { RecordDocuments } from './recordDocuments.ts';

/** The customer of a row or a document, otherwise (in the Command Palette) of the active document. */
export function openedCustomer(from: CustomersNode | vscode.Uri | undefined): RecordReference | undefined {
  if (from && !(from instanceof vscode.Uri)) return customerNode(from);
  const uri = from ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === recordScheme) return readRecordUri(uri);
  return uri?.scheme === editScheme ? customerOfUri(uri) : undefined;
}

/** Opens a customer's page in Kapture in the browser. The auth key is not part of its URL. */
export async function openInKapture(
  reference: RecordReference,
  targets: Targets,
  model: Pick<CustomersModel, 'find'>,
  records: Pick<RecordDocuments, 'fetch'>,
): Promise<void> {
  const template = templateFor(reference, targets);
  if (template === undefined) {
    void showInformation(
      vscode.l10n.t(
        'No connection to {0} has a customer page URL. Set recordUrl in its settings.',
        tenantText(reference.tenant),
      ),
    );
    return;
  }
  let code = '';
  if (needsCode(template)) {
    const customer = (await model.find(reference.tenant, reference.id)) ?? (await records.fetch(reference));
    // The user was told why it could not be fetched.
    if (!customer) return;
    ({ code } = customer);
    if (!code) {
      void showInformation(
        vscode.l10n.t(
          'The page URL needs a customer code, but customer {0} does not have one.',
          oneLabel(reference.id),
        ),
      );
      return;
    }
  }
  const url = recordUrlOf(template, { id: reference.id, code });
  // The URL is passed as a string, which VS Code's API also accepts, because a Uri would decode the percent-encoded
  // values.
  await vscode.env.openExternal(url as unknown as vscode.Uri);
}

/** The template of the record's own connection, otherwise of another one to the same tenant. */
function templateFor({ tenant, connection }: RecordReference, targets: Targets): string | undefined {
  const own: Connection | undefined = targets.connectionOf(tenant, connection);
  return own?.recordUrl ?? targets.all.find((other) => other.tenant === tenant && other.recordUrl)?.recordUrl;
}

/** The CodeLenses above a record: its connection and its actions. */
export function recordLenses(uri: vscode.Uri, targets: Pick<Targets, 'connectionOf'>): vscode.CodeLens[] {
  const read = readRecordUri(uri);
  if (!read) return [];
  const connection = targets.connectionOf(read.tenant)?.name;
  const reference = { ...read, connection };
  const copyId = commandLink('kapture.copyDetails', withIcon('copy', vscode.l10n.t('Copy ID')), reference);
  const firstLine = new vscode.Range(0, 0, 0, 0);
  if (connection === undefined) {
    const title = vscode.l10n.t('No connection points to {0}', tenantText(read.tenant));
    return [{ title, command: '' }, copyId].map((command) => new vscode.CodeLens(firstLine, command));
  }
  return [
    commandLink(
      'kapture.openCustomer',
      withIcon('refresh', vscode.l10n.t('Refresh from {0}', oneLabel(connection, 60))),
      { ...reference, refresh: true },
    ),
    commandLink('kapture.editCustomer', withIcon('edit', vscode.l10n.t('Edit Customer')), reference),
    copyId,
  ].map((command) => new vscode.CodeLens(firstLine, command));
}
