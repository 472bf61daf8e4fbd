import * as vscode from 'vscode';
import type { GetOptions } from './getOptions.ts';
import { formFor, type Connection } from '../../kapture/connection/connection.ts';
import {
  operationCommand,
  operationIds,
  operationOfFile,
  operations,
  requestSuffix,
  type OperationId,
} from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { readRequest } from '../../kapture/exchange/requestBody.ts';
import { mayAsk } from '../../kapture/variables/variables.ts';
import { registerCommands } from '../shared/commands.ts';
import { writtenForm } from '../shared/documents/documentForm.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { customerOfUri } from '../shared/documents/editUri.ts';
import { allowEnvironment } from '../shared/environmentVariables.ts';
import { editScheme, schemaScheme } from '../shared/ids.ts';
import { jsonLanguages } from '../shared/documents/isJson.ts';
import type { Log } from '../shared/log.ts';
import type { FieldsOfTenants, RequestBodies, RequestVariables, Targets } from '../shared/ports.ts';
import type { IntendedTarget } from '../shared/sending/intendedTarget.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { Body, SendRequestOptions } from '../shared/sending/sendRequestOptions.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';
import { activeRequest } from './activeRequest.ts';
import { FailureDiagnostics } from './failureDiagnostics.ts';
import { TargetTracker } from './targetTracker.ts';
import { startJsonSupport } from './jsonSupport.ts';
import { operationOfRequest } from './operationOfRequest.ts';
import { watchRequests } from './requestDiagnostics.ts';
import { RequestLenses } from './requestLenses.ts';
import type { RequestSchemas } from './requestSchemas.ts';

/**
 * Whether quick fixes are requested to be applied without a click. A workspace can do that with
 * `editor.codeActionsOnSave`, and a fix can change user settings or send a request.
 */
function isForSave({ triggerKind, only }: vscode.CodeActionContext): boolean {
  return triggerKind === vscode.CodeActionTriggerKind.Automatic && only !== undefined;
}

/** Requests in JSON editors: the commands that send them, code lenses, diagnostics and quick fixes. */
export class Requests implements RequestBodies, vscode.Disposable {
  readonly #targets: Targets;
  readonly #sender: Sender;
  readonly #variables: RequestVariables;
  readonly #failures = new FailureDiagnostics();
  readonly #targetTracker: TargetTracker;
  readonly #log: Log;
  readonly #subscriptions: vscode.Disposable;

  /** `storage` is the extension's global storage, which all windows share. */
  constructor(
    storage: vscode.Uri,
    targets: Targets,
    sender: Sender,
    variables: RequestVariables,
    fields: FieldsOfTenants,
    log: Log,
  ) {
    this.#targets = targets;
    this.#sender = sender;
    this.#log = log;
    this.#targetTracker = new TargetTracker(vscode.Uri.joinPath(storage, 'targets'), targets, log);
    this.#variables = variables;
    const files = operationIds.map((id) => ({ pattern: `**/*${requestSuffix(id)}` }));
    this.#subscriptions = vscode.Disposable.from(
      this.#failures,
      this.#targetTracker,
      sender.onDidExchange(({ source, exchange }) => {
        if (source) this.#failures.show(source, exchange, writtenForm(exchange.operation, source.document, targets));
      }),
      serveSchemas(targets, fields),
      startJsonSupport(log),
      watchRequests(variables, targets, fields, this.#failures),
      vscode.languages.registerCodeActionsProvider(
        jsonLanguages.map((language) => ({ language })),
        {
          provideCodeActions: (document, _range, context) =>
            isForSave(context) ? [] : this.#fixes(document, context.diagnostics),
        },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
      vscode.languages.registerCompletionItemProvider(
        files,
        {
          provideCompletionItems: async (document, position) =>
            (await import('./index.ts')).completePin(document, position, targets),
        },
        '@',
        ' ',
      ),
      vscode.languages.registerCodeLensProvider(files, new RequestLenses(targets)),
      registerCommands(log, {
        ...Object.fromEntries(operationIds.map((id) => [operationCommand(id), () => this.#sendActive(id)])),
        'kapture.getCustomer': (how?: GetOptions) => this.#get(how),
        'kapture.sendRequest': (uri?: vscode.Uri) => this.#sendFile(uri),
        'kapture.newRequest': () => this.#newRequest(),
        'kapture.convertRequest': (uri?: vscode.Uri) => this.#convert(uri),
        'kapture.pinConnection': (uri?: vscode.Uri) => this.#pin(uri),
        'kapture.allowEnvironmentVariable': (name: string) => allowEnvironment(name, log),
      }),
    );
  }

  /** Sends the request in the active editor if it is one of the operation, or else asks what to send. */
  async #sendActive(operation: OperationId): Promise<void> {
    const active = activeRequest();
    if (isRequestOf(operation, active)) {
      await this.#send(operation, active);
      return;
    }
    const { askRequest } = await import('./index.ts');
    const choice = await askRequest(operation, active);
    if (choice === 'new') await this.#openDraft(operation);
    else if (choice instanceof vscode.Uri)
      await this.#send(operation, wholeRequest((await vscode.window.showTextDocument(choice)).document));
    else if (choice) await this.#send(operation, choice);
  }

  /** Sends a request file. For any other JSON it asks for the operation. */
  async #sendFile(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const active = activeRequest();
    const document = uri && (await vscode.workspace.openTextDocument(uri));
    const operation = document && (operationOfFile(uri.path) ?? operationOfRequest(document));
    if (!operation) {
      if (document && document === active?.document) await this.#sendOther(active);
      else await this.#newRequest();
      return;
    }
    const whole = wholeRequest(document);
    // The selection only matters if the file contains several bodies.
    const selected =
      readRequest(operations[operation], whole.text, () => '').problem?.reason === 'several-bodies'
        ? activeRequest()
        : undefined;
    await this.#send(operation, selected?.document === whole.document ? selected : whole);
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
    if (operation) await this.#send(operation, request);
  }

  async #fixes(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): Promise<vscode.CodeAction[]> {
    const operation = operationOfRequest(document);
    const { dialectFixes, failureFixes, misspeltFixes, variableFixes } = await import('./index.ts');
    const refused = this.#failures.refusalOf(document);
    // Any JSON can be sent, also if it is not a request file.
    const form = operation ? writtenForm(operation, document, this.#targets) : refused?.form;
    return [
      ...(form
        ? failureFixes(document, form, refused, (other) => this.#variables.knownLookup(other), diagnostics)
        : []),
      ...dialectFixes(document, diagnostics, this.#targets),
      ...misspeltFixes(document, diagnostics, this.#targets),
      ...(await variableFixes(document, diagnostics)),
    ];
  }

  async #newRequest(): Promise<void> {
    const { askOperation } = await import('./index.ts');
    const operation = await askOperation(vscode.l10n.t('New Kapture Request'));
    if (operation) await this.#openDraft(operation);
  }

  /** Opens a draft in the form of the connection that it is pinned to, or else of the active one. */
  async #openDraft(operation: OperationId, fields?: Readonly<Record<string, string>>, pin?: string): Promise<void> {
    const connection = this.#connectionOf(pin);
    const form = connection ? formFor(connection, operation) : operations[operation];
    const { tenantField: tenant } = form;
    const draft = tenant !== undefined && connection?.cmId ? { ...form.draft, [tenant]: connection.cmId } : form.draft;
    const { openDraft } = await import('./index.ts');
    await openDraft({ operation, form, pin }, fields ?? draft);
  }

  /** The connection with a name, or else the active one. */
  #connectionOf(name: string | undefined): Connection | undefined {
    const { activeName, all } = this.#targets;
    return all.find((connection) => connection.name === (name ?? activeName));
  }

  async #pin(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    // An edited customer always goes to its own tenant.
    if (!uri || customerOfUri(uri)) return;
    const { pinRequest } = await import('./index.ts');
    await pinRequest(await vscode.workspace.openTextDocument(uri), this.#targets);
  }

  async #convert(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const document = uri && (await vscode.workspace.openTextDocument(uri));
    const operation = document && operationOfRequest(document);
    if (!operation || customerOfUri(uri)) return;
    const { convertRequest } = await import('./index.ts');
    await convertRequest(document, operation, documentTarget(document, this.#targets).connection);
  }

  async #get({ ask, fields, connection }: GetOptions = {}): Promise<void> {
    if (fields) await this.#getBy(fields, connection);
    else if (!ask && isRequestOf('get', activeRequest())) await this.#sendActive('get');
    else await this.#getByIdentifier();
  }

  async #getByIdentifier(): Promise<void> {
    const { askIdentifier } = await import('./index.ts');
    const identifier = await askIdentifier();
    if (identifier === 'blank') await this.#openDraft('get');
    else if (identifier) await this.#getBy({ [identifier.field]: identifier.value });
  }

  async #getBy(fields: Readonly<Record<string, string>>, connection?: string): Promise<void> {
    await this.#exchange('get', JSON.stringify([fields]), { connection });
  }

  async #send(operation: OperationId, request: RequestText): Promise<void> {
    // An edited customer is sent by saving it, which first checks the server's version.
    if (request.document.uri.scheme === editScheme) {
      await request.document.save();
      return;
    }
    if (await this.check(operation, request))
      await this.send(operation, request, { connection: documentTarget(request.document, this.#targets).pin?.name });
  }

  /** Whether a request can be sent, as far as that is known without its connection. Otherwise, the user is told why. */
  async check(operation: OperationId, request: RequestText): Promise<boolean> {
    // Syntax errors are reported without a connection. The values of variables depend on the connection.
    const { problem } = readRequest(operations[operation], request.text, () => '');
    const { pin, connection } = documentTarget(request.document, this.#targets);
    if (!problem && !(pin && !connection)) return true;
    const { showProblem, showUnknownPin } = await import('./index.ts');
    if (problem) await showProblem(request, problem, this.#log);
    else await showUnknownPin(request, pin!, this.#log);
    return false;
  }

  /** Sends a request that was checked. */
  send(operation: OperationId, request: RequestText, options: SendRequestOptions): Promise<Exchange | undefined> {
    return this.#exchange(operation, (target) => this.#read(operation, request, target), options, request);
  }

  /**
   * Opens an unsaved request with these fields, given by their shared names, pinned to a connection if one is given.
   */
  async openDraft(
    operation: OperationId,
    fields: Readonly<Record<string, string>>,
    connection?: string,
  ): Promise<void> {
    await this.#openDraft(operation, fields, connection);
  }

  /**
   * Opens an unsaved request with this body, pinned to a connection if one is given, in the dialect of the connection
   * that it goes to. A write to another target than `intended` asks first. `notes` become comments.
   */
  async openDraftOf(
    operation: OperationId,
    body: string,
    connection?: string,
    intended?: IntendedTarget,
    notes?: readonly string[],
  ): Promise<vscode.TextDocument> {
    const { openDraftOf } = await import('./index.ts');
    const target = connection === undefined && intended ? undefined : this.#connectionOf(connection);
    const { document } = await openDraftOf(operation, body, { pin: connection, connection: target, notes });
    if (intended) this.#targetTracker.recordOpened(document, intended);
    return document;
  }

  /** Pins an open request to a connection. */
  async pin(document: vscode.TextDocument, connection: string): Promise<void> {
    if (document.isClosed) return;
    const { pinTo } = await import('./index.ts');
    await pinTo(document, connection, this.#targets);
  }

  /** The targets that a document's request was intended for. */
  intendedTargetsOf(document: vscode.TextDocument): Promise<readonly IntendedTarget[]> {
    return this.#targetTracker.targetsOf(document);
  }

  /** The body of a whole request file, or of the selection in any other document that has one. */
  async bodyOf(
    operation: OperationId,
    document: vscode.TextDocument,
    connection: Connection,
  ): Promise<string | undefined> {
    const active = operationOfFile(document.uri.path) ? undefined : activeRequest();
    return this.#read(operation, active?.document === document ? active : wholeRequest(document), connection);
  }

  async #read(operation: OperationId, request: RequestText, connection: Connection): Promise<string | undefined> {
    const form = formFor(connection, operation);
    const known = await this.#variables.lookupFor(request.document.uri, connection);
    let reading = readRequest(form, request.text, (name) => (name.startsWith('?') ? '' : known(name)));
    // Questions are asked only if nothing else prevents the request.
    if (!reading.problem && mayAsk(request.text)) {
      const lookup = await this.#variables.answer(request.text, known, connection);
      if (!lookup) return undefined;
      reading = readRequest(form, request.text, lookup);
    }
    if (reading.problem) await (await import('./index.ts')).showProblem(request, reading.problem, this.#log);
    return reading.body;
  }

  async #exchange(
    operation: OperationId,
    body: Body,
    options: SendRequestOptions,
    request?: RequestText,
  ): Promise<Exchange | undefined> {
    return this.#sender.send(operation, body, {
      source: request,
      retry: (connection) => this.#exchange(operation, body, { connection }, request),
      usesSecrets: request !== undefined,
      convert: request && operationOfRequest(request.document) ? () => this.#convert(request.document.uri) : undefined,
      intendedTargets: request && (await this.intendedTargetsOf(request.document)),
      onWillSend: (goal) => request && this.#targetTracker.recordSent(request.document, goal),
      ...options,
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function isRequestOf(operation: OperationId, request: RequestText | undefined): request is RequestText {
  return request !== undefined && operationOfRequest(request.document) === operation;
}

/** Serves the schemas of requests. Loaded when VS Code reads the first one. */
function serveSchemas(targets: Targets, fields: FieldsOfTenants): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const subscriptions: vscode.Disposable[] = [changed];
  let schemas: RequestSchemas | undefined;
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const { RequestSchemas } = await import('./index.ts');
        if (!schemas) subscriptions.push((schemas = new RequestSchemas(targets, fields, changed)));
        return schemas.textOf(uri);
      },
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
