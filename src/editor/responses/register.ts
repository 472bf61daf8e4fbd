import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { type Exchange, type LongExchange, isLong } from '../../kapture/exchange/exchange.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { registerCommands, runCommand } from '../shared/commands.ts';
import { customerOfResponse } from '../shared/customerOfResponse.ts';
import { headersQuery, readHistoryUri } from '../shared/documents/historyUri.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { conversationScheme, historyScheme, recordScheme, responseLanguage, responseScheme } from '../shared/ids.ts';
import type { FieldsOfTenants } from '../shared/knownFields.ts';
import { responseNotInMemoryText, showInformation, showResponseNotInMemory } from '../shared/dialogs/messages.ts';
import type { SendAgainPorts } from '../shared/sending/sendAgain.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { Targets } from '../shared/targets.ts';
import { setContext } from '../shared/settings.ts';
import type { HistoryRow } from './contributions.ts';
import type * as LongResponses from './longResponses/longResponses.ts';
import { openBeside, openHeaders, ResponseDocuments, responseName } from './responseDocuments.ts';

/** Documents of older ones can no longer be reloaded. */
const maxConversations = 50;

export class Responses implements vscode.Disposable {
  readonly #documents = new ResponseDocuments();
  readonly #requests = new WeakMap<Exchange, vscode.Uri>();
  /** The texts of the requests, with their variables. */
  readonly #texts = new WeakMap<Exchange, string>();
  /** The texts of the conversations of tickets, by the URI of their document. */
  readonly #conversations = new BoundedMap<string, string>(maxConversations);
  readonly #subscriptions: vscode.Disposable;

  /** `state` stores the folder of saved files. */
  constructor(
    ports: SendAgainPorts & { readonly targets: Pick<Targets, 'connectionOf'> },
    fields: FieldsOfTenants,
    state: vscode.Memento,
  ) {
    const { sender, targets, log } = ports;
    this.#subscriptions = vscode.Disposable.from(
      sender.onDidExchange(async ({ exchange, purpose, request, source }) => {
        if (request) this.#requests.set(exchange, request);
        if (source) this.#texts.set(exchange, source.text);
        if (purpose === 'request') await this.show(exchange);
        if (purpose === 'again') await this.show(exchange, operations[exchange.operation].writes);
      }),
      vscode.workspace.registerTextDocumentContentProvider(responseScheme, this.#documents),
      vscode.workspace.registerTextDocumentContentProvider(conversationScheme, {
        provideTextDocumentContent: (uri) => this.#conversations.get(uri.toString()) ?? responseNotInMemoryText(),
      }),
      vscode.languages.registerCodeLensProvider(
        { scheme: responseScheme },
        {
          provideCodeLenses: async (document) => {
            const { uri } = document;
            const exchange = uri.query === headersQuery ? undefined : this.#documents.exchangeOf(uri);
            if (!exchange) return undefined;
            const { responseLenses } = await import('./responseLenses.ts');
            return responseLenses(document, exchange);
          },
        },
      ),
      vscode.languages.registerHoverProvider(
        [
          { scheme: responseScheme, language: responseLanguage },
          { scheme: historyScheme, language: responseLanguage },
          { scheme: recordScheme },
        ],
        {
          provideHover: async (document, position) => {
            const { uri } = document;
            const request = this.#documents.exchangeOf(uri);
            const operation = (readHistoryUri(uri) ?? request)?.operation;
            const tenant = (readRecordUri(uri) ?? request)?.tenant;
            const timeZone =
              request?.timeZone ?? (tenant === undefined ? undefined : targets.connectionOf(tenant)?.timeZone);
            const source = { operation, tenant, timeZone, fields };
            return (await import('./fieldHover.ts')).fieldHover(document, position, source);
          },
        },
      ),
      vscode.window.onDidChangeActiveTextEditor(() => this.#setContexts()),
      registerCommands(log, {
        'kapture.showHeaders': (from?: vscode.Uri | HistoryRow) => {
          const shown = from ?? activeUri();
          const row = shown instanceof vscode.Uri && shown.scheme !== historyScheme ? undefined : shown;
          if (row) return runCommand('kapture.showHistoryHeaders', row);
          return this.#withExchange(shown as vscode.Uri | undefined, (_exchange, uri) =>
            openHeaders(this.#documents.headersUri(uri), uri),
          );
        },
        'kapture.showConversation': (uri?: vscode.Uri) =>
          this.#withExchange(uri, (exchange, shown) => this.#showConversation(exchange, shown, sender)),
        'kapture.nextResponsePart': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, ...args) => long.showOtherPart(...args, 1)),
        'kapture.previousResponsePart': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, ...args) => long.showOtherPart(...args, -1)),
        'kapture.saveWholeResponse': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, exchange) => long.saveWhole(exchange, state)),
        'kapture.sendAgain': (from?: vscode.Uri | HistoryRow) => {
          if (from && !(from instanceof vscode.Uri)) return runCommand('kapture.resendFromHistory', from);
          const shown = from ?? activeUri();
          // The Command Palette and keybindings pass no document, and the user may not mean the one of the active
          // editor.
          const asksBeforeWrite = from === undefined;
          const entry = shown && readHistoryUri(shown);
          if (entry) return runCommand('kapture.resendFromHistory', { entry, asksBeforeWrite });
          return this.#withExchange(shown, (exchange) => this.#sendAgain(exchange, asksBeforeWrite, ports));
        },
      }),
    );
  }

  /**
   * Opens a response beside the request without moving the focus, in the column of the previous response if it is
   * visible. A long response is not opened as a preview, because it may not be in the history and could not be reopened
   * once replaced. With `keepsEarlier`, it does not replace the previous response.
   */
  async show(exchange: Exchange, keepsEarlier = false): Promise<void> {
    const keeps = keepsEarlier || isLong(exchange);
    await openBeside(this.#documents.add(exchange, responseName(exchange, keeps)), !keeps);
  }

  /** Opens the conversation of the ticket in a response next to it. */
  async #showConversation(exchange: Exchange, response: vscode.Uri, sender: Sender): Promise<void> {
    const { conversationText, ticketOf } = await import('./conversations.ts');
    const ticket = ticketOf(exchange);
    if (!ticket) {
      void showInformation(vscode.l10n.t('There is no single ticket in this response.'));
      return;
    }
    const name = vscode.l10n.t('Conversation – {0}', exchange.connection);
    const uri = response.with({
      scheme: conversationScheme,
      path: `/${name}.kapture-conversation`,
      // The text of an open document does not change, so every document has its own URI.
      query: String(Date.now()),
    });
    this.#conversations.set(uri.toString(), await conversationText(exchange, ticket, sender));
    await openHeaders(uri, response);
  }

  async #sendAgain(exchange: Exchange, asksBeforeWrite: boolean, ports: SendAgainPorts): Promise<void> {
    const { sendAgain } = await import('../shared/sending/sendAgain.ts');
    const retry = (): Promise<void> => this.#sendAgain(exchange, asksBeforeWrite, ports);
    await sendAgain(exchange, ports, { document: this.requestOf(exchange), asksBeforeWrite, retry });
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return this.#documents.exchangeOf(uri);
  }

  /** The document that the request of an exchange is from, as a whole. */
  requestOf(exchange: Exchange): vscode.Uri | undefined {
    return this.#requests.get(exchange);
  }

  /** The text that a request was sent from, with its variables. Undefined if that is unknown, as after Send Again. */
  requestTextOf(exchange: Exchange): string | undefined {
    return this.#texts.get(exchange);
  }

  /**
   * Runs `work` with the exchange of a document, or of the active editor. Tells the user if it is no longer available.
   */
  async #withExchange(
    uri: vscode.Uri | undefined,
    work: (exchange: Exchange, uri: vscode.Uri) => unknown,
  ): Promise<void> {
    const wanted = uri ?? activeUri();
    const exchange = wanted && this.exchangeOf(wanted);
    if (exchange) await work(exchange, wanted);
    else showResponseNotInMemory();
  }

  /** Runs `work` with the long response of a document, or of the active editor. */
  #withLong(
    uri: vscode.Uri | undefined,
    work: (long: typeof LongResponses, exchange: LongExchange, uri: vscode.Uri) => Promise<void>,
  ): Promise<void> {
    return this.#withExchange(uri, async (exchange, shown) => {
      if (isLong(exchange)) await work(await import('./longResponses/longResponses.ts'), exchange, shown);
      else void showInformation(vscode.l10n.t('This response has only one part. Its editor shows all of it.'));
    });
  }

  /** Sets the context keys for the menus of the response in the active editor. */
  #setContexts(): void {
    const uri = activeUri();
    setContexts(uri && this.#documents.exchangeOf(uri));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function setContexts(exchange: Exchange | undefined): void {
  setContext('kapture.isLongResponse', exchange !== undefined && isLong(exchange));
  setContext('kapture.responseIsRead', exchange !== undefined && !operations[exchange.operation].writes);
  setContext('kapture.responseIsTicket', exchange?.operation === 'get-ticket');
  setContext('kapture.responseHasCustomer', exchange !== undefined && customerOfResponse(exchange) !== undefined);
  setContext('kapture.responseHasCustomers', exchange !== undefined && hasCustomers(exchange));
}

function hasCustomers({ operation, response }: Exchange): boolean {
  return operations[operation].response.records?.module === 'customer' && response.reading.records.length > 0;
}

function activeUri(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}
