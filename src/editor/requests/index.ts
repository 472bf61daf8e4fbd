import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { operationIds, operationOfFile, operations, requestSuffix, type OperationId } from '../../kapture/operations.ts';
import { readRequest, type RequestProblem } from '../../kapture/requestBody.ts';
import { registerCommands } from '../commands.ts';
import type { Log } from '../log.ts';
import { showWarning } from '../messages.ts';
import type { RequestBodies, RequestVariables, Targets } from '../ports.ts';
import type { Sender } from '../sender.ts';
import { activeRequest, revealProblem, wholeRequest, type RequestText } from './activeRequest.ts';
import { emptyFields, openDraft } from './drafts.ts';
import { FailureFixes } from './failureFixes.ts';
import { FailureMarks } from './failureMarks.ts';
import { askIdentifier } from './identifierInput.ts';
import { watchRequests } from './requestDiagnostics.ts';
import { RequestLenses } from './requestLenses.ts';

/** Requests from JSON editors: the commands that send them, the lens on top, the warnings inside. */
export class Requests implements RequestBodies, vscode.Disposable {
  readonly #sender: Sender;
  readonly #variables: RequestVariables;
  readonly #show: (exchange: Exchange) => unknown;
  readonly #marks = new FailureMarks();
  readonly #subscriptions: vscode.Disposable;

  /** `show` presents a reply, whatever it says. */
  constructor(targets: Targets, sender: Sender, variables: RequestVariables, log: Log, show: (exchange: Exchange) => unknown) {
    this.#sender = sender;
    this.#variables = variables;
    this.#show = show;
    const files = operationIds.map((id) => ({ pattern: `**/*${requestSuffix(id)}` }));
    this.#subscriptions = vscode.Disposable.from(
      this.#marks, watchRequests(variables),
      vscode.languages.registerCodeActionsProvider([{ language: 'json' }, { language: 'jsonc' }], new FailureFixes(), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
      vscode.languages.registerCodeLensProvider(files, new RequestLenses(targets)),
      registerCommands(log, {
        'kapture.addCustomer': () => this.#sendActive('add'),
        'kapture.updateCustomer': () => this.#sendActive('update'),
        'kapture.pullCustomers': () => this.#sendActive('pull'),
        'kapture.getCustomer': (fields?: Record<string, string>) => (fields ? this.#getBy(fields) : activeRequest() ? this.#sendActive('get') : this.#getByIdentifier()),
        'kapture.sendRequest': (uri?: vscode.Uri) => this.#sendFile(uri),
        'kapture.newRequest': () => this.#newRequest(),
      }),
    );
  }

  /** Sends what the active JSON editor holds, or opens a draft where there is none. */
  async #sendActive(operation: OperationId): Promise<void> {
    const request = activeRequest();
    if (request) await this.#send(operation, request);
    else await openDraft(operation, emptyFields(operation));
  }

  /** Sends a request file by the operation in its name. */
  async #sendFile(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const operation = uri && operationOfFile(uri.path);
    if (!operation) {
      await this.#newRequest();
      return;
    }
    await this.#send(operation, wholeRequest(await vscode.workspace.openTextDocument(uri)));
  }

  async #newRequest(): Promise<void> {
    const items = operationIds.map((id) => ({ label: operations[id].title, detail: operations[id].request.description, id }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('New Kapture Request'), placeHolder: vscode.l10n.t('Which operation?') });
    if (picked) await openDraft(picked.id, emptyFields(picked.id));
  }

  async #getByIdentifier(): Promise<void> {
    const identifier = await askIdentifier();
    if (identifier === 'blank') await openDraft('get', emptyFields('get'));
    else if (identifier) await this.#getBy({ [identifier.field]: identifier.value });
  }

  async #getBy(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.#exchange('get', JSON.stringify([fields]));
  }

  async #send(operation: OperationId, request: RequestText): Promise<void> {
    const body = await this.#read(operation, request);
    if (body !== undefined) await this.#exchange(operation, body, request);
  }

  /** All of a request file; of another document the selection, where there is one. */
  async bodyOf(operation: OperationId, document: vscode.TextDocument): Promise<string | undefined> {
    const active = operationOfFile(document.uri.path) ? undefined : activeRequest();
    return this.#read(operation, active?.document === document ? active : wholeRequest(document));
  }

  async #read(operation: OperationId, request: RequestText): Promise<string | undefined> {
    const reading = readRequest(operation, request.text, await this.#variables.lookupFor(request.document.uri));
    if (!reading.problem) return reading.body;
    const line = await revealProblem(request, reading.problem);
    void showWarning(explainProblem(reading.problem, line));
    return undefined;
  }

  async #exchange(operation: OperationId, body: string, request?: RequestText): Promise<void> {
    const exchange = await this.#sender.send(operation, body, { again: () => this.#exchange(operation, body, request) });
    if (!exchange) return;
    if (request) this.#marks.show(request, exchange);
    await this.#show(exchange);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function explainProblem({ reason, detail }: RequestProblem, line: number): string {
  switch (reason) {
    case 'empty': return vscode.l10n.t('Nothing was sent: there is no JSON here.');
    // The parser names its findings in camel case: "CommaExpected".
    case 'syntax': return vscode.l10n.t('Nothing was sent: line {0} is not JSON ({1}).', line, detail.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase());
    case 'too-deep': return vscode.l10n.t('Nothing was sent: more than {0} brackets are open at once.', detail);
    case 'several-bodies': return vscode.l10n.t('Nothing was sent: there are {0} bodies here, and one is sent at a time. Select the one to send.', detail);
    case 'unknown-variable': return vscode.l10n.t('Nothing was sent: the variable {0} on line {1} has no value.', `{{${detail}}}`, line);
    case 'no-object': return vscode.l10n.t('Nothing was sent: a request is one JSON object, with or without brackets around it.');
  }
}
