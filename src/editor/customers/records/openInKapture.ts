import * as vscode from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { needsCode, recordUrlOf } from '../../../kapture/connection/recordUrl.ts';
import { customerOfUri } from '../../shared/documents/editUri.ts';
import { readRecordUri, type RecordReference } from '../../shared/documents/recordUri.ts';
import { editScheme, recordScheme } from '../../shared/ids.ts';
import type { Targets } from '../../shared/targets.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import { oneLabel } from '../../shared/texts/plainText.ts';
import { tenantText } from '../../shared/texts/connectionTexts.ts';
import type { CustomersModel } from '../customersModel.ts';
import { customerNode, type CustomersNode } from '../tree/customersNodes.ts';
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
        'No connection to {0} has a customer page URL. Set one with Edit Connection.',
        tenantText(reference.tenant),
      ),
    );
    return;
  }
  let code = '';
  if (needsCode(template)) {
    const customer = (await model.find(reference.tenant, reference.id)) ?? (await records.fetch(reference));
    // If it could not be fetched, the user was told.
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
  // As a string, which VS Code's API also accepts: a Uri would decode the percent-encoded values.
  await vscode.env.openExternal(url as unknown as vscode.Uri);
}

/** The template of the record's own connection, otherwise of another one to the same tenant. */
function templateFor({ tenant, connection }: RecordReference, targets: Targets): string | undefined {
  const own: Connection | undefined = targets.connectionOf(tenant, connection);
  return own?.recordUrl ?? targets.all.find((other) => other.tenant === tenant && other.recordUrl)?.recordUrl;
}
