import * as vscode from 'vscode';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { isText, recordColumns } from '../../kapture/records/recordColumns.ts';
import type { CustomerRow, StoredPull } from '../../kapture/store/customerShapes.ts';
import { barFacetsIn, rowColumnsIn, type InsightQuestion, type RowColumn } from '../../kapture/store/insightShapes.ts';
import { runCommand } from '../shared/commands.ts';
import { insightsView } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import { daysText, selectionText } from '../shared/texts/localTexts.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { phoneText, shownPhone, spokenPhone } from '../shared/texts/customerTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { zoneOfRecords } from '../shared/texts/connectionTexts.ts';
import type { RowsRequest } from '../shared/webview/tableRows.ts';
import { pageHtml, readPageParts, type PageParts } from '../shared/webviewPage.ts';
import { insightsTitle, pageTexts } from './pageTexts.ts';
import type { FromPage, ShownCustomer, ToPage } from './protocol.ts';
import { barChart, timeBars, timeFacetOf } from './timeBars.ts';

export interface InsightsPorts {
  readonly targets: Targets;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  customers(): Promise<PulledCustomers>;
}

/** The panel of this window; undefined if it is closed. */
let openPanel: InsightsPanel | undefined;

/** Opens the insights, or reveals the open panel. */
export async function showInsights(ports: InsightsPorts): Promise<void> {
  const loaded = await load(ports);
  // Checked after loading, because the command may have run twice.
  if (openPanel) openPanel.reveal();
  else
    attach(
      vscode.window.createWebviewPanel(
        insightsView,
        insightsTitle(loaded.customers.model.module),
        vscode.ViewColumn.Active,
      ),
      loaded,
      ports,
      false,
    );
}

export async function restoreInsights(panel: vscode.WebviewPanel, ports: InsightsPorts): Promise<void> {
  attach(panel, await load(ports), ports, true);
}

interface Loaded {
  readonly customers: PulledCustomers;
  readonly page: PageParts;
}

async function load(ports: InsightsPorts): Promise<Loaded> {
  const [customers, page] = await Promise.all([
    ports.customers(),
    readPageParts(vscode.Uri.joinPath(ports.extensionUri, 'dist'), 'insights-page'),
  ]);
  return { customers, page };
}

function attach(
  panel: vscode.WebviewPanel,
  { customers, page }: Loaded,
  ports: InsightsPorts,
  isRestored: boolean,
): void {
  const insights = new InsightsPanel(panel, customers, ports, page, isRestored);
  openPanel = insights;
  panel.onDidDispose(() => {
    if (openPanel === insights) openPanel = undefined;
  });
}

/** The maximum number of named bars per chart. The page shows all of them when the chart is expanded. */
const maxBars = 50;
const maxRows = 500;
/**
 * During a pull, the pause between two reads is this many times the duration of a read, so that reading does not slow
 * the pull.
 */
const pauseFactor = 4;

/** The data that the charts on the page were read from, so that the table lists the same customers. */
interface Listed {
  readonly version: number;
  readonly question: InsightQuestion;
  readonly source: Pick<ShownCustomer, 'tenant' | 'connection'>;
  readonly matching: number;
}

/**
 * The insights into the pulled customers. Reads them from the store, posts them to the page, and handles clicks there.
 */
export class InsightsPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #customers: PulledCustomers;
  readonly #ports: InsightsPorts;
  readonly #page: PageParts;
  /** The module that the page was created for. */
  #module: ListModule;
  readonly #subscriptions: vscode.Disposable;
  #isReady = false;
  /** Whether the first charts are read while VS Code is still loading the page. */
  #isPreloading: boolean;
  /** Whether the page may still report the selection that it had before a window reload. */
  #isRestored: boolean;
  /**
   * The first charts are read in the running store thread unless a pull uses it, because starting another takes 40 ms.
   */
  #isFirst = true;
  #isStale = true;
  #isReading = false;
  #timer: NodeJS.Timeout | undefined;
  #listed: Listed | undefined;
  readonly #closed = new AbortController();

  constructor(
    panel: vscode.WebviewPanel,
    customers: PulledCustomers,
    ports: InsightsPorts,
    page: PageParts,
    isRestored: boolean,
  ) {
    this.#panel = panel;
    this.#customers = customers;
    this.#ports = ports;
    this.#page = page;
    this.#module = customers.model.module;
    this.#isRestored = isRestored;
    // A restored page first reports its selection.
    this.#isPreloading = !isRestored;
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: FromPage) => this.#handle(message)),
      panel.onDidChangeViewState(() => this.#onViewStateChange()),
      panel.onDidDispose(() => this.dispose()),
      customers.model.onDidChange(() => this.#refresh()),
      ports.targets.onDidChange(() => this.#refresh()),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    this.#loadPage();
    if (this.#isPreloading) this.#refresh();
  }

  /** Loads the page with the texts of its module. */
  #loadPage(): void {
    this.#panel.title = insightsTitle(this.#module);
    this.#panel.webview.html = pageHtml(this.#page, pageTexts(this.#module));
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  async #handle(message: FromPage): Promise<void> {
    const { model } = this.#customers;
    try {
      switch (message.kind) {
        case 'ready': {
          this.#isReady = true;
          if (this.#isPreloading) {
            this.#isPreloading = false;
            return;
          }
          const { only } = message;
          const isLost =
            this.#isRestored && only !== undefined && (await model.settled()) !== undefined && model.only === undefined;
          this.#isRestored = false;
          if (isLost) await model.update({ only });
          return this.#refresh();
        }
        case 'rows':
          return await this.#sendRows(message);
        case 'select':
          return await model.update({ only: message.only });
        case 'clearText':
          return await model.update({ filter: '' });
        case 'open':
          return void (await runCommand(
            this.#module === 'ticket' ? 'kapture.openTicket' : 'kapture.openCustomer',
            referenceOf(message),
          ));
        case 'edit':
          return void (await runCommand('kapture.editCustomer', referenceOf(message)));
        case 'run':
          return void (await runCommand(
            (
              {
                pull: this.#module === 'ticket' ? 'kapture.pullTickets' : 'kapture.pullRange',
                pullMissing: 'kapture.pullMissing',
                filter: 'kapture.filterCustomers',
              } as const
            )[message.command],
          ));
      }
    } catch (error) {
      this.#showFailure(error);
    }
  }

  /** VS Code unloads a hidden page. It sends `ready` again when it is shown. */
  #onViewStateChange(): void {
    if (!this.#panel.visible) this.#isPreloading = false;
    else if (this.#isStale) this.#refresh();
  }

  /** Reads again if the panel is visible: immediately, or after the current read and its pause. */
  #refresh(): void {
    if (this.#isClosed) return;
    this.#isStale = true;
    if (!(this.#isReady || this.#isPreloading) || this.#isReading || this.#timer || !this.#panel.visible) return;
    this.#isReading = true;
    void this.#read().then((pause) => {
      this.#isReading = false;
      if (!this.#isStale) return;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#refresh();
      }, pause);
    });
  }

  /** Posts the charts to the page. Resolves to the pause before the next read, in milliseconds. */
  async #read(): Promise<number> {
    const { model, storage } = this.#customers;
    this.#isStale = false;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const start = Date.now();
    try {
      const shown = await model.settled();
      if (this.#isClosed) return 0;
      if (model.module !== this.#module) {
        // The new page says that it is ready, which reads again.
        this.#module = model.module;
        this.#isReady = this.#isPreloading = false;
        this.#loadPage();
        return 0;
      }
      if (!shown) {
        const { connection } = model;
        this.#send({
          kind: 'empty',
          canPull: true,
          sentence:
            connection === undefined
              ? vscode.l10n.t(
                  'Select a connection or the sandbox, then pull customers to see what they have in common.',
                )
              : vscode.l10n.t('Nothing has been pulled from {0} yet.', connection),
        });
        return 0;
      }
      // All properties are read now, because another connection, with other customers, can be selected while the store
      // is read.
      const { filter, only, version, connection } = model;
      const { pull } = shown;
      const isPulling = model.isRunning(pull.id);
      const question = { pull: pull.id, filter, only };
      const source = sourceOf(pull, connection);
      const store = await (isFirst && !model.isPulling ? storage.open() : storage.openReader(this.#closed.signal));
      const timeFacet = timeFacetOf(pull);
      const barFacets = barFacetsIn(pull.module);
      const { times, matching, bars } = await store.charts(question, timeFacet, barFacets, maxBars);
      // Another window has removed the pull, or the database was deleted. Zeros would be mistaken for a result.
      if (!matching && shown.matching) {
        model.refreshSoon();
        return 0;
      }
      this.#listed = { version, question, source, matching };
      this.#send({
        kind: 'charts',
        connection: source.connection,
        range: [daysText(pull.range), zoneOfRecords(pull.timeZone, pull.range)].filter(Boolean).join(' · '),
        loaded: shown.loaded,
        matching,
        missing: isPulling ? 0 : shown.missing.length,
        isPulling,
        canEdit:
          pull.module === 'customer' && this.#ports.targets.connectionOf(pull.tenant, connection)?.readOnly === false,
        filter,
        only: only && { ...only, text: selectionText(only) },
        version,
        timeFacet,
        times: timeBars(pull, timeFacet, times),
        charts: Object.fromEntries(barFacets.map((by) => [by, barChart(by, bars[by]!)])),
      });
      return isPulling ? pauseFactor * (Date.now() - start) : 0;
    } catch (error) {
      this.#showFailure(error);
      return 0;
    }
  }

  /**
   * Sends rows to the page. Ignores requests for rows of earlier charts, because the page requests new rows when it
   * shows later charts.
   */
  async #sendRows({ version, order, offset, limit }: RowsRequest<RowColumn>): Promise<void> {
    const { model, storage } = this.#customers;
    const listed = this.#listed;
    if (listed?.version !== version || !rowColumnsIn(this.#module).includes(order.column)) return;
    const store = await storage.openReader(this.#closed.signal);
    const { total, rows } = await store.rows({
      ...listed.question,
      sort: order.column,
      descending: order.descending,
      offset,
      limit: Math.min(limit, maxRows),
      version,
    });
    // The pull was removed or the database deleted, as above for the charts.
    if (!total && listed.matching) return model.refreshSoon();
    this.#send({
      kind: 'rows',
      version,
      order,
      offset,
      total,
      rows: rows.map((row) => shownCustomer(row, this.#module, listed.source)),
    });
  }

  /** Ignores errors after the panel was closed, because closing it cancels pending reads. */
  #showFailure(error: unknown): void {
    if (!this.#isClosed)
      this.#send({ kind: 'empty', sentence: this.#customers.storage.explain(error), canPull: false });
  }

  #send(message: ToPage): void {
    if (!this.#isClosed) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#isReady = false;
    this.#subscriptions.dispose();
    void this.#customers.storage.closeReader();
  }
}

function referenceOf({ tenant, connection, id }: Pick<ShownCustomer, 'tenant' | 'connection' | 'id'>): RecordReference {
  return { tenant, connection, id };
}

type CustomerSource = Pick<ShownCustomer, 'tenant' | 'connection'>;

/** The tenant of a pull, and the current name of its connection, if that is known. */
function sourceOf(pull: StoredPull, connection: string | undefined): CustomerSource {
  return { tenant: pull.tenant, connection: connection ?? pull.connection };
}

/** A row with each text of the server on one line. The ID is unchanged, because records are opened by it. */
function shownCustomer(row: CustomerRow, module: ListModule, source: CustomerSource): ShownCustomer {
  const texts = rowColumnsIn(module).flatMap((name) => {
    const value = row[name];
    return name !== 'id' && typeof value === 'string' && isText(recordColumns[name]) ? [[name, oneLine(value)]] : [];
  });
  const phone = shownPhone(row);
  const shown = { phone: phoneText(phone), ...(phone.isOwn && { spokenPhone: spokenPhone(phone) }) };
  return { ...row, ...source, ...Object.fromEntries(texts), ...shown } as ShownCustomer;
}
