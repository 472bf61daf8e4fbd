import * as vscode from 'vscode';
import { hasNamedRequests, operationOfFile, type OperationId } from '../../kapture/catalogue/registry.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { customerOfUri } from '../shared/documents/editUri.ts';
import type { NamedRequestPlace } from '../shared/documents/namedRequestPlace.ts';
import { operationOfRequest } from '../shared/documents/operationOfRequest.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';
import type { OperationRequest, Targets } from '../shared/ports.ts';
import { requestInFile } from './activeRequest.ts';
import { askNewRequest, openNamedRequests } from './addNamedRequest.ts';
import { askRequest } from './askRequest.ts';
import type { GetOptions } from './getOptions.ts';
import { askIdentifier } from './identifierInput.ts';
import { pinRequest } from './pinRequest.ts';

/** What the acts need of the requests. */
interface SentRequests {
  sendRequest(operation: OperationId, request: RequestText): Promise<void>;
  openDraft(operation: OperationId): Promise<void>;
  getBy(
    fields: Readonly<Record<string, string>>,
    target?: Pick<GetOptions, 'connection' | 'tenant' | 'write'>,
  ): Promise<void>;
  namedRequest(document: vscode.TextDocument, id?: NamedRequestPlace): Promise<OperationRequest | undefined>;
}

/** What the commands for requests do. `active` is the request that had the focus when the command was called. */
export class RequestActs {
  readonly #requests: SentRequests;
  readonly #targets: Targets;

  constructor(requests: SentRequests, targets: Targets) {
    this.#requests = requests;
    this.#targets = targets;
  }

  /** Sends the active request if it is one of the operation, or else asks what to send. */
  async sendActive(operation: OperationId, active: RequestText | undefined): Promise<void> {
    if (isRequestOf(operation, active)) {
      await this.#requests.sendRequest(operation, active);
      return;
    }
    const choice = await askRequest(operation, active);
    if (choice === 'new') await this.#requests.openDraft(operation);
    else if (choice instanceof vscode.Uri)
      await this.#requests.sendRequest(
        operation,
        wholeRequest((await vscode.window.showTextDocument(choice)).document),
      );
    else if (choice) await this.#requests.sendRequest(operation, choice);
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
