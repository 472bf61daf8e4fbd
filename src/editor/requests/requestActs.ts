import * as vscode from 'vscode';
import { identifierOf, type IdentifierField } from '../../kapture/catalogue/customer/get.ts';
import { hasNamedRequests, operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { pinComment, rangeToUnpin } from '../../kapture/connection/pinnedConnection.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { customerOfUri } from '../shared/documents/editUri.ts';
import { operationOfRequest, type NamedRequestPlace, type RequestText } from '../shared/documents/requestText.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { Targets } from '../shared/targets.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { GetOptions } from './contributions.ts';
import { askNewRequest, openNamedRequests } from './drafts.ts';
import type { Requests } from './requests.ts';
import { requestInFile } from './selectRequest.ts';

/** What the commands for requests do. `active` is the request that had the focus when the command was called. */
export class RequestActs {
  readonly #requests: Requests;
  readonly #targets: Targets;

  constructor(requests: Requests, targets: Targets) {
    this.#requests = requests;
    this.#targets = targets;
  }

  /** Sends the active request if it is one of the operation, or else opens a new one. */
  async sendActive(operation: OperationId, active: RequestText | undefined): Promise<void> {
    if (isRequestOf(operation, active)) await this.#requests.sendRequest(operation, active);
    else await this.#requests.openDraft(operation);
  }

  /** Sends a request file, or one request of a file with several. For any other JSON it asks for the operation. */
  async sendFile(what: vscode.Uri | NamedRequestPlace | undefined, active: RequestText | undefined): Promise<void> {
    const id = what && 'index' in what ? what : undefined;
    const uri = what && 'index' in what ? what.uri : what;
    const document = uri && (await vscode.workspace.openTextDocument(uri));
    if (document && hasNamedRequests(uri.path)) {
      const named = await this.#requests.namedRequest(document, id);
      if (named) await this.#requests.sendRequest(named.operation, named.request);
      return;
    }
    const operation = document && (operationOfFile(uri.path) ?? operationOfRequest(document));
    if (!operation) {
      if (document && document === active?.document) await this.#sendOther(active);
      else await this.newRequest();
      return;
    }
    await this.#requests.sendRequest(operation, requestInFile(document, operation));
  }

  /** Sends JSON that is not a request file, after asking for the operation. The question names the document. */
  async #sendOther(request: RequestText): Promise<void> {
    const name = request.document.uri.path.split('/').at(-1)!;
    const operation = await askOperation(
      request.text === request.document.getText()
        ? vscode.l10n.t('Send {0}', name)
        : vscode.l10n.t('Send the selection of {0}', name),
    );
    if (operation) await this.#requests.sendRequest(operation, request);
  }

  async newRequest(): Promise<void> {
    const kind = await askNewRequest();
    if (kind === 'requests') await openNamedRequests(this.#targets);
    else if (kind) await this.#requests.openDraft(kind);
  }

  async pin(uri: vscode.Uri | undefined): Promise<void> {
    // An edited customer always goes to its own tenant.
    if (!uri || customerOfUri(uri)) return;
    await pinRequest(await vscode.workspace.openTextDocument(uri), this.#targets);
  }

  async get({ ask, fields, ...target }: GetOptions, active: RequestText | undefined): Promise<void> {
    if (fields) await this.#requests.getBy(fields, target);
    else if (!ask && isRequestOf('get', active)) await this.#requests.sendRequest('get', active);
    else await this.#getByIdentifier();
  }

  async #getByIdentifier(): Promise<void> {
    const identifier = await askIdentifier();
    if (identifier === 'blank') await this.#requests.openDraft('get');
    else if (identifier) await this.#requests.getBy({ [identifier.field]: identifier.value });
  }
}

function isRequestOf(operation: OperationId, request: RequestText | undefined): request is RequestText {
  return request !== undefined && operationOfRequest(request.document) === operation;
}

/**
 * Asks for a customer, and shows how the input is interpreted. Returns `blank` if the user wants to write a request
 * instead.
 */
export async function askIdentifier(): Promise<
  { readonly field: IdentifierField; readonly value: string } | 'blank' | undefined
> {
  const words: Readonly<Record<IdentifierField, string>> = {
    kapture_customer_id: vscode.l10n.t('Kapture customer ID'),
    customer_id: vscode.l10n.t('customer code'),
    email_id: vscode.l10n.t('email'),
    phone: vscode.l10n.t('phone'),
  };
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Get Customer'),
    prompt: vscode.l10n.t(
      'Customer ID, customer code, email address or phone number. Leave this empty to write a request instead.',
    ),
    validateInput: (text) => {
      const found = identifierOf(text);
      return (
        found && {
          message: vscode.l10n.t('Press Enter to get the customer with {0} {1}.', words[found.field], found.value),
          severity: vscode.InputBoxValidationSeverity.Info,
        }
      );
    },
  });
  return typed === undefined ? undefined : (identifierOf(typed) ?? 'blank');
}

/** Asks for the connection that a request always goes to, and writes it as a comment at the top of the request. */
export async function pinRequest(document: vscode.TextDocument, targets: Targets): Promise<void> {
  const isPinned = documentTarget(document, targets).pin !== undefined;
  const items = targets.all.map((connection) => ({
    label: oneLabel(connection.name),
    description: roleText(connection),
    name: connection.name,
  }));
  const unpin = {
    label: `$(close) ${vscode.l10n.t('Unpin')}`,
    description: vscode.l10n.t('uses the active connection again'),
    name: undefined,
  };
  const picked = await vscode.window.showQuickPick(isPinned ? [...items, unpin] : items, {
    title: vscode.l10n.t('Pin Request to Connection'),
    placeHolder: vscode.l10n.t('Always send this request to…'),
  });
  if (picked) await pinTo(document, picked.name, targets);
}

/** Pins a request to a connection, or unpins it if `name` is undefined. */
export async function pinTo(document: vscode.TextDocument, name: string | undefined, targets: Targets): Promise<void> {
  // The text may have changed while the user was asked.
  const { pin } = documentTarget(document, targets);
  const range = (start: number, end: number): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edit = new vscode.WorkspaceEdit();
  if (name === undefined) {
    if (!pin) return;
    const { start, end } = rangeToUnpin(document.getText(), pin);
    edit.delete(document.uri, range(start, end));
  } else if (pin) edit.replace(document.uri, range(pin.offset, pin.offset + pin.length), name);
  else edit.insert(document.uri, new vscode.Position(0, 0), `${pinComment(name)}\n`);
  if (!(await vscode.workspace.applyEdit(edit))) void showWarning(vscode.l10n.t('The request could not be changed.'));
}
