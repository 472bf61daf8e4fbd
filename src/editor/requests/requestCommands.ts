import * as vscode from 'vscode';
import {
  hasNamedRequests,
  operationCommand,
  operationIds,
  operationOfFile,
  type OperationId,
} from '../../kapture/catalogue/registry.ts';
import { customerOfUri } from '../shared/documents/editUri.ts';
import type { NamedRequestPlace } from '../shared/documents/namedRequestPlace.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';
import { allowEnvironment } from '../shared/environmentVariables.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { activeRequest, requestInFile } from './activeRequest.ts';
import type { GetOptions } from './getOptions.ts';
import { operationOfRequest } from '../shared/documents/operationOfRequest.ts';
import type { Requests } from './requests.ts';

/** The commands that send, create and change requests. */
export class RequestCommands {
  readonly #requests: Requests;
  readonly #targets: Targets;
  readonly #log: Log;

  constructor(requests: Requests, targets: Targets, log: Log) {
    this.#requests = requests;
    this.#targets = targets;
    this.#log = log;
  }

  readonly handlers = {
    ...Object.fromEntries(operationIds.map((id) => [operationCommand(id), () => this.#sendActive(id)])),
    'kapture.getCustomer': (how?: GetOptions) => this.#get(how),
    'kapture.sendRequest': (what?: vscode.Uri | NamedRequestPlace) => this.#sendFile(what),
    'kapture.newRequest': () => this.#newRequest(),
    'kapture.addNamedRequest': async (uri = vscode.window.activeTextEditor?.document.uri) =>
      (await import('./index.ts')).addNamedRequest(uri, this.#targets, this.#log),
    'kapture.convertRequest': (uri?: vscode.Uri) => this.#requests.convert(uri),
    'kapture.pinConnection': (uri?: vscode.Uri) => this.#pin(uri),
    'kapture.allowEnvironmentVariable': (name: string) => allowEnvironment(name, this.#log),
  };

  /** Sends the request in the active editor if it is one of the operation, or else asks what to send. */
  async #sendActive(operation: OperationId): Promise<void> {
    const active = activeRequest();
    if (isRequestOf(operation, active)) {
      await this.#requests.sendRequest(operation, active);
      return;
    }
    const { askRequest } = await import('./index.ts');
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
  async #sendFile(
    what: vscode.Uri | NamedRequestPlace | undefined = vscode.window.activeTextEditor?.document.uri,
  ): Promise<void> {
    const active = activeRequest();
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
      else await this.#newRequest();
      return;
    }
    await this.#requests.sendRequest(operation, requestInFile(document, operation));
  }

  /** Sends JSON that is not a request file, after asking for the operation. The question names the document. */
  async #sendOther(request: RequestText): Promise<void> {
    const { askOperation } = await import('./index.ts');
    const name = request.document.uri.path.split('/').at(-1)!;
    const operation = await askOperation(
      request.text === request.document.getText()
        ? vscode.l10n.t('Send {0}', name)
        : vscode.l10n.t('Send the selection of {0}', name),
    );
    if (operation) await this.#requests.sendRequest(operation, request);
  }

  async #newRequest(): Promise<void> {
    const { askNewRequest, openNamedRequests } = await import('./index.ts');
    const kind = await askNewRequest();
    if (kind === 'requests') await openNamedRequests(this.#targets);
    else if (kind) await this.#requests.openDraft(kind);
  }

  async #pin(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    // An edited customer always goes to its own tenant.
    if (!uri || customerOfUri(uri)) return;
    const { pinRequest } = await import('./index.ts');
    await pinRequest(await vscode.workspace.openTextDocument(uri), this.#targets);
  }

  async #get({ ask, fields, ...target }: GetOptions = {}): Promise<void> {
    if (fields) await this.#requests.getBy(fields, target);
    else if (!ask && isRequestOf('get', activeRequest())) await this.#sendActive('get');
    else await this.#getByIdentifier();
  }

  async #getByIdentifier(): Promise<void> {
    const { askIdentifier } = await import('./index.ts');
    const identifier = await askIdentifier();
    if (identifier === 'blank') await this.#requests.openDraft('get');
    else if (identifier) await this.#requests.getBy({ [identifier.field]: identifier.value });
  }
}

function isRequestOf(operation: OperationId, request: RequestText | undefined): request is RequestText {
  return request !== undefined && operationOfRequest(request.document) === operation;
}
