import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import { registerCommands, runCommand } from '../shared/commands.ts';
import { isLong, type LongExchange } from '../../kapture/exchange/longExchange.ts';
import { headersQuery } from '../shared/documents/exchangeDocument.ts';
import { readHistoryUri } from '../shared/documents/historyUri.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { historyScheme, recordScheme, responseLanguage, responseScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showGoneResponse } from '../shared/questions/goneResponse.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type * as LongResponses from './longResponses/index.ts';
import type { FieldsOfTenants } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { setContext } from '../shared/settings.ts';
import { customerOfResponse } from './customerOfResponse.ts';
import { ResponseDocuments } from './responseDocuments.ts';

/** Shows responses and handles their commands. */
export class Responses implements vscode.Disposable {
  readonly #documents = new ResponseDocuments();
  /** The documents of the requests. */
  readonly #requests = new WeakMap<Exchange, vscode.Uri>();
  /** Those whose responses would be mistaken for that of a later request, which has none. */
  readonly #earlier = new WeakSet<Exchange>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #sender: Sender;
  readonly #subscriptions: vscode.Disposable;

  /** `state` keeps the folder of saved files. */
  constructor(sender: Sender, fields: FieldsOfTenants, state: vscode.Memento, log: Log) {
    this.#sender = sender;
    this.#subscriptions = vscode.Disposable.from(
      sender.onDidExchange(({ exchange, purpose, request }) => {
        if (request) this.#requests.set(exchange, request);
        return purpose === 'request' ? this.show(exchange) : undefined;
      }),
      this.#lensesChanged,
      sender.onDidEndWithoutResponse((request) => {
        if (request.purpose === 'request') this.markEarlier(request.request, request.startedAt);
      }),
      vscode.workspace.registerTextDocumentContentProvider(responseScheme, this.#documents),
      vscode.languages.registerCodeLensProvider(
        { scheme: responseScheme },
        {
          onDidChangeCodeLenses: this.#lensesChanged.event,
          provideCodeLenses: async (document) => {
            const exchange = document.uri.query === headersQuery ? undefined : this.exchangeOf(document.uri);
            const { responseLenses } = await import('./lenses/index.ts');
            return exchange && responseLenses(document, exchange, this.#earlier.has(exchange));
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
            const exchange = this.#documents.exchangeOf(uri);
            const operation = (readHistoryUri(uri) ?? exchange)?.operation;
            const tenant = (readRecordUri(uri) ?? exchange)?.tenant;
            return (await import('./hovers/index.ts')).fieldHover(document, position, { operation, tenant, fields });
          },
        },
      ),
      vscode.window.onDidChangeActiveTextEditor((editor) =>
        setContexts(editor && this.exchangeOf(editor.document.uri)),
      ),
      registerCommands(log, {
        'kapture.showHeaders': (uri?: vscode.Uri) =>
          this.#withExchange(uri, (exchange, shown) =>
            // Opened next to its response instead of replacing it.
            vscode.window.showTextDocument(this.#documents.headersUri(shown, exchange), {
              preview: false,
              viewColumn: columnOf(shown),
            }),
          ),
        'kapture.openResponseCustomer': (uri?: vscode.Uri) => this.#withCustomer(uri, 'kapture.openRecord'),
        'kapture.editResponseCustomer': (uri?: vscode.Uri) => this.#withCustomer(uri, 'kapture.editCustomer'),
        'kapture.copyResponseId': (uri?: vscode.Uri) => this.#withCustomer(uri, 'kapture.copyId'),
        'kapture.nextResponsePart': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, ...args) => long.showOtherPart(...args, 1)),
        'kapture.previousResponsePart': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, ...args) => long.showOtherPart(...args, -1)),
        'kapture.searchWholeResponse': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, ...args) => long.searchWhole(...args)),
        'kapture.saveWholeResponse': (uri?: vscode.Uri) =>
          this.#withLong(uri, (long, exchange) => long.saveWhole(exchange, state)),
        'kapture.sendAgain': (uri?: vscode.Uri) => this.#withExchange(uri, (exchange) => this.#sendAgain(exchange)),
      }),
    );
  }

  /**
   * Opens a response beside the request without moving the focus, in the column of the previous response if it is
   * visible. A long response is not opened as a preview, because it may not be in the history and could not be reopened
   * once replaced.
   */
  async show(exchange: Exchange): Promise<void> {
    // From a list of results, it is shown beside its own request.
    if (this.#earlier.delete(exchange)) this.#lensesChanged.fire();
    const document = await vscode.workspace.openTextDocument(this.#documents.add(exchange));
    await vscode.window.showTextDocument(document, {
      viewColumn: columnOfResponses() ?? columnBeside(),
      preserveFocus: true,
      preview: !isLong(exchange),
    });
  }

  /** Marks the earlier responses to the same document, and those in sight, after a request without a response. */
  markEarlier(request: vscode.Uri | undefined, startedAt = Date.now()): void {
    const shown = vscode.window.visibleTextEditors.map(({ document }) => this.exchangeOf(document.uri));
    for (const exchange of this.#documents.all) {
      const isOfRequest = request !== undefined && this.requestOf(exchange)?.toString() === request.toString();
      if (exchange.sentAt <= startedAt && (isOfRequest || shown.includes(exchange))) this.#earlier.add(exchange);
    }
    this.#lensesChanged.fire();
  }

  /** The exchange whose response or headers a document shows. */
  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return uri.scheme === responseScheme ? this.#documents.exchangeOf(uri) : undefined;
  }

  /** The document that the request of an exchange is from, as a whole. */
  requestOf(exchange: Exchange): vscode.Uri | undefined {
    return this.#requests.get(exchange);
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
    else showGoneResponse();
  }

  /** Runs `work` with the long response of a document, or of the active editor. */
  #withLong(
    uri: vscode.Uri | undefined,
    work: (long: typeof LongResponses, exchange: LongExchange, uri: vscode.Uri) => Promise<void>,
  ): Promise<void> {
    return this.#withExchange(uri, async (exchange, shown) => {
      if (isLong(exchange)) await work(await import('./longResponses/index.ts'), exchange, shown);
      else void showInformation(vscode.l10n.t('This response has only one part. Its editor shows all of it.'));
    });
  }

  /** Runs a command with the customer of the response in a document, or in the active editor. */
  #withCustomer(
    uri: vscode.Uri | undefined,
    command: 'kapture.openRecord' | 'kapture.editCustomer' | 'kapture.copyId',
  ): Promise<void> {
    return this.#withExchange(uri, async (exchange) => {
      const customer = customerOfResponse(exchange);
      if (customer) await runCommand(command, customer);
      else void showInformation(vscode.l10n.t('There is no single customer in this response.'));
    });
  }

  async #sendAgain(exchange: Exchange): Promise<void> {
    const { operation, requestBody, tenant, connection, url } = exchange;
    await this.#sender.send(operation, requestBody, {
      tenant,
      connection,
      previousUrl: url,
      request: this.requestOf(exchange),
      usesSecrets: true,
      retry: () => this.#sendAgain(exchange),
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Sets the context keys for the menus of the response in the active editor. */
function setContexts(exchange: Exchange | undefined): void {
  setContext('kapture.isLongResponse', exchange !== undefined && isLong(exchange));
  setContext('kapture.responseIsRead', exchange !== undefined && !operations[exchange.operation].writes);
  setContext('kapture.responseHasCustomer', exchange !== undefined && customerOfResponse(exchange) !== undefined);
  setContext('kapture.responseHasCustomers', exchange !== undefined && exchange.response.reading.records.length > 0);
}

function activeUri(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  return (
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())?.viewColumn ??
    vscode.ViewColumn.Active
  );
}

/** A column next to the active one, preferably an existing one, because three columns are too narrow. */
function columnBeside(): vscode.ViewColumn {
  if (!vscode.window.activeTextEditor) return vscode.ViewColumn.Active;
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbors = [activeTabGroup.viewColumn + 1, activeTabGroup.viewColumn - 1];
  return neighbors.find((column) => columns.includes(column)) ?? vscode.ViewColumn.Beside;
}

function columnOfResponses(): vscode.ViewColumn | undefined {
  const isResponse = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.scheme === responseScheme;
  return vscode.window.tabGroups.all.find(({ activeTab }) => activeTab && isResponse(activeTab))?.viewColumn;
}
