import * as vscode from 'vscode';
import {
  hasNamedRequests,
  kindOfFile,
  operationOfFile,
  operations,
  type OperationId,
} from '../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../kapture/connection/connection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { readToSend } from '../../kapture/exchange/requestBody.ts';
import type { NamedRequestId } from '../../kapture/namedRequests/readNamedRequests.ts';
import { mayAsk, type VariableLookup } from '../../kapture/variables/variables.ts';
import type { Handlers } from '../shared/commands.ts';
import { customerOfUri, isEarlierVersion } from '../shared/documents/editUri.ts';
import {
  activeRequest,
  activeRequestIn,
  documentTarget,
  type NamedRequestPlace,
  operationOfRequest,
  requestInFile,
  type RequestText,
  wholeRequest,
} from '../shared/documents/requestText.ts';
import { editScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { askOperation } from '../shared/dialogs/askOperation.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import type { OperationRequest, ReadBody, RequestBodies, RequestVariables } from '../shared/requestBodies.ts';
import type { Body, Convert, Destination, ProblemListener, RequestOfRun, Sender } from '../shared/sending/sender.ts';
import type { Targets } from '../shared/targets.ts';
import type { GetOptions } from './contributions.ts';
import { convertRequest } from './documentDialect.ts';
import { selectNamedRequest, showProblem, showUnknownPin } from './selectRequest.ts';

/** Requests in JSON editors: opens drafts of them, reads their bodies and sends them. */
export class Requests implements RequestBodies {
  readonly #targets: Targets;
  readonly #sender: Sender;
  readonly #variables: RequestVariables;
  readonly #log: Log;

  constructor(targets: Targets, sender: Sender, variables: RequestVariables, log: Log) {
    this.#targets = targets;
    this.#sender = sender;
    this.#variables = variables;
    this.#log = log;
  }

  /**
   * The commands that send, create and change requests. What has the focus is read at once, because the user can focus
   * another editor in the meantime.
   */
  get commands(): Handlers {
    const focused = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;
    return {
      'kapture.addCustomer': () => this.#sendActive('add', activeRequest()),
      'kapture.updateCustomer': () => this.#sendActive('update', activeRequest()),
      'kapture.getCustomer': (how) => this.#get(how ?? {}, activeRequest()),
      'kapture.sendRequest': (what = focused()) => this.#sendFile(what, activeRequest()),
      'kapture.newRequest': () => this.#newRequest(),
      'kapture.addNamedRequest': async (uri = focused()) =>
        (await import('./drafts.ts')).addNamedRequest(uri, this.#targets, this.#log),
      'kapture.convertRequest': (uri) => this.convert(uri),
      'kapture.pinConnection': async (uri = focused()) => {
        // An edited customer always goes to its own tenant.
        if (!uri || customerOfUri(uri)) return;
        const { pinRequest } = await import('./pinRequest.ts');
        await pinRequest(await vscode.workspace.openTextDocument(uri), this.#targets);
      },
    };
  }

  /** Sends the active request if it is one of the operation, or else opens a new one. */
  async #sendActive(operation: OperationId, active: RequestText | undefined): Promise<void> {
    if (isRequestOf(operation, active)) await this.#sendOrSave(operation, active);
    else await this.openDraft(operation);
  }

  /** Sends a request file, or one request of a file with several. For any other JSON it asks for the operation. */
  async #sendFile(what: vscode.Uri | NamedRequestPlace | undefined, active: RequestText | undefined): Promise<void> {
    const id = what && 'index' in what ? what : undefined;
    const uri = what && 'index' in what ? what.uri : what;
    const document = uri && (await vscode.workspace.openTextDocument(uri));
    if (!document) return this.#newRequest();
    // The target is determined at the click, before the user is asked anything.
    const target = documentTarget(document, this.#targets);
    if (hasNamedRequests(uri.path)) {
      const named = await this.namedRequest(document, id);
      if (named) await this.#sendOrSave(named.operation, named.request, target);
      return;
    }
    const operation = operationOfFile(uri.path) ?? operationOfRequest(document);
    if (operation) await this.#sendOrSave(operation, requestInFile(document, operation), target);
    else if (document !== active?.document) await this.#newRequest();
    else {
      const chosen = await askOperationOf(active);
      if (chosen) await this.#sendOrSave(chosen, active, target);
    }
  }

  async #get({ ask, fields, ...target }: GetOptions, active: RequestText | undefined): Promise<void> {
    if (fields) return this.#getBy(fields, target);
    if (!ask && isRequestOf('get', active)) return this.#sendOrSave('get', active);
    const identifier = await (await import('./drafts.ts')).askIdentifier();
    if (identifier === 'blank') await this.openDraft('get');
    else if (identifier) await this.#getBy({ [identifier.field]: identifier.value });
  }

  async #newRequest(): Promise<void> {
    const { askNewRequest, openNamedRequests } = await import('./drafts.ts');
    const kind = await askNewRequest();
    if (kind === 'requests') await openNamedRequests(this.#targets);
    else if (kind) await this.openDraft(kind);
  }

  /**
   * Sends a request, or saves it if it is an edited customer. `target` is where the request goes as the user saw it.
   */
  async #sendOrSave(
    operation: OperationId,
    request: RequestText,
    target = documentTarget(request.document, this.#targets),
  ): Promise<void> {
    if (refuseEarlierVersion(request)) return;
    // An edited customer is sent by saving it, and a save first checks the server's version.
    if (request.document.uri.scheme === editScheme) {
      await request.document.save();
      return;
    }
    if (await this.check(operation, request, target))
      await this.#send(operation, request, { shown: target.connection });
  }

  /**
   * Whether a request can be sent, as far as this is known without its connection. If it cannot, the user is told why.
   */
  async check(
    operation: OperationId,
    request: RequestText,
    { pin, connection } = documentTarget(request.document, this.#targets),
  ): Promise<boolean> {
    if (refuseEarlierVersion(request)) return false;
    // Syntax errors are reported without a connection. The values of variables depend on the connection.
    const { problem } = readToSend(operations[operation], request.text, () => '');
    if (!problem && !(pin && !connection)) return true;
    if (problem) await showProblem(request, problem, this.#log);
    else await showUnknownPin(request, pin!, this.#log);
    return false;
  }

  #send(operation: OperationId, request: RequestText, destination: Destination): Promise<Exchange | undefined> {
    return this.#sender.send(operation, this.#bodyFor(operation, request), {
      ...destination,
      purpose: { kind: 'request', source: request, convert: this.#convertOf(operation, request) },
      retry: (connection) => this.#send(operation, request, { connection }),
    });
  }

  /** Sends a checked request as one of a run. `shown` is the connection that the user has seen for the run. */
  sendInRun(
    operation: OperationId,
    request: RequestText,
    run: RequestOfRun['run'],
    shown: Connection,
    onProblem: ProblemListener,
  ): Promise<Exchange | undefined> {
    return this.#sender.send(operation, this.#bodyFor(operation, request, onProblem), {
      shown,
      onProblem,
      purpose: { kind: 'run', source: request, run, convert: this.#convertOf(operation, request) },
    });
  }

  #bodyFor(operation: OperationId, request: RequestText, onProblem?: ProblemListener): Body {
    return async (connection) => (await this.#read(operation, request, connection, { onProblem }))?.body;
  }

  /** What Convert does in the confirmation about the dialect; undefined for JSON that is not a request file. */
  #convertOf(operation: OperationId, request: RequestText): Convert | undefined {
    const { document } = request;
    if (hasNamedRequests(document.uri.path)) return () => this.#convertOne({ operation, request });
    return operationOfRequest(document) && (() => this.convert(document.uri));
  }

  /**
   * Opens an unsaved request with these fields, given by their shared names, or with the operation's usual ones. It has
   * the form of the connection that it is pinned to, or else of the active one.
   */
  async openDraft(operation: OperationId, fields?: Readonly<Record<string, string>>, pin?: string): Promise<void> {
    const { draftOf, openDraft } = await import('./drafts.ts');
    const draft = draftOf(operation, this.#connectionOf(pin));
    await openDraft({ operation, form: draft.form, pin }, fields ?? draft.fields);
  }

  #connectionOf(name: string | undefined): Connection | undefined {
    const { activeName, all } = this.#targets;
    return all.find((connection) => connection.name === (name ?? activeName));
  }

  /**
   * Opens an unsaved request with this body, pinned to a connection if one is given, in the dialect of the connection
   * that it goes to. `notes` become comments.
   */
  async openDraftOf(
    operation: OperationId,
    body: string,
    connection?: string,
    notes?: readonly string[],
  ): Promise<vscode.TextDocument> {
    const { openDraftOf } = await import('./drafts.ts');
    const target = this.#connectionOf(connection);
    return (await openDraftOf(operation, body, { pin: connection, connection: target, notes })).document;
  }

  /** Pins an open request to a connection. */
  async pin(document: vscode.TextDocument, connection: string): Promise<void> {
    if (document.isClosed) return;
    const { pinTo } = await import('./pinRequest.ts');
    await pinTo(document, connection, this.#targets);
  }

  async namedRequest(document: vscode.TextDocument, id?: NamedRequestId): Promise<OperationRequest | undefined> {
    return selectNamedRequest(document, id, this.#log);
  }

  /** The body of a request, of a request file, or of the selection in any other document that has one. */
  async bodyOf(
    operation: OperationId,
    source: vscode.TextDocument | RequestText,
    connection: Connection,
  ): Promise<string | undefined> {
    return (await this.#read(operation, requestOf(operation, source), connection, { isSent: false }))?.body;
  }

  async readBody(
    operation: OperationId,
    source: vscode.TextDocument | RequestText,
    connection: Connection,
    answers?: VariableLookup,
  ): Promise<ReadBody | undefined> {
    return this.#read(operation, requestOf(operation, source), connection, { answers });
  }

  async convert(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const document = uri && (await vscode.workspace.openTextDocument(uri));
    if (!document || customerOfUri(uri)) return;
    const operation = operationOfRequest(document);
    const one = hasNamedRequests(uri.path)
      ? await this.namedRequest(document)
      : operation && { operation, request: wholeRequest(document) };
    // If no request of a file with several was selected, the user was told why.
    if (one || !hasNamedRequests(uri.path)) await this.#convertOne(one);
  }

  async #convertOne(one: OperationRequest | undefined): Promise<void> {
    await convertRequest(one, one && documentTarget(one.request.document, this.#targets).connection);
  }

  /** Gets the customers with these fields. */
  async #getBy(
    fields: Readonly<Record<string, string>>,
    { connection, tenant }: Pick<GetOptions, 'connection' | 'tenant'> = {},
  ): Promise<void> {
    await this.#sender.send('get', JSON.stringify([fields]), {
      connection,
      tenant,
      purpose: { kind: 'request' },
      retry: (name) => this.#getBy(fields, { connection: name, tenant }),
    });
  }

  /**
   * Reads the body of a request. `answers` has the answers to the questions of the request; without it, the user is
   * asked. `onProblem` receives why there is no body; by default, the user is told. With `isSent: false`, the problem
   * is worded for a request that is only shown or copied.
   */
  async #read(
    operation: OperationId,
    request: RequestText,
    connection: Connection,
    {
      answers,
      onProblem,
      isSent = true,
    }: {
      readonly answers?: VariableLookup | undefined;
      readonly isSent?: boolean;
      readonly onProblem?: ProblemListener | undefined;
    } = {},
  ): Promise<ReadBody | undefined> {
    const form = formFor(connection, operation);
    const known = await this.#variables.lookupFor(request.document.uri, connection);
    const answer = answers ?? ((): string => '');
    let lookup: VariableLookup = (name) => (name.startsWith('?') ? answer(name) : known(name));
    let reading = readToSend(form, request.text, lookup);
    // Questions are asked only if nothing else prevents the request.
    if (!reading.problem && !answers && mayAsk(request.text)) {
      const answered = await this.#variables.answer(request.text, known, connection);
      if (!answered) return undefined;
      lookup = answered;
      reading = readToSend(form, request.text, lookup);
    }
    if (!reading.problem) return { text: request.text, body: reading.body, lookup };
    await showProblem(request, reading.problem, this.#log, { onProblem, isSent });
    return undefined;
  }
}

function isRequestOf(operation: OperationId, request: RequestText | undefined): request is RequestText {
  return request !== undefined && operationOfRequest(request.document) === operation;
}

/** Asks for the operation of JSON that is not a request file. The title names the document. */
function askOperationOf({ document, text }: RequestText): Promise<OperationId | undefined> {
  const name = document.uri.path.split('/').at(-1)!;
  return askOperation(
    text === document.getText() ? vscode.l10n.t('Send {0}', name) : vscode.l10n.t('Send the selection of {0}', name),
  );
}

/** The request of a request file, the request in another document, or the given part of a document. */
function requestOf(operation: OperationId, source: vscode.TextDocument | RequestText): RequestText {
  if ('text' in source) return source;
  const isFile = operationOfFile(source.uri.path) !== undefined;
  return isFile ? requestInFile(source, operation) : (activeRequestIn(source) ?? wholeRequest(source));
}

/**
 * Whether a request is an earlier version of its file, which is only shown, because sending it would overwrite later
 * changes. If it is, the user is told so.
 */
function refuseEarlierVersion({ document: { uri } }: RequestText): boolean {
  if (kindOfFile(uri.path) === undefined || !isEarlierVersion(uri)) return false;
  void showWarning(vscode.l10n.t('Nothing was sent: this is another version of a request. Open the request itself.'));
  return true;
}
