import * as vscode from 'vscode';
import { addDays, dayOf } from '../../kapture/dates/calendar.ts';
import { isText, recordColumns } from '../../kapture/records/recordColumns.ts';
import type { CustomerRow, Facet, Group, Selection, StoredPull } from '../../kapture/store/customerShapes.ts';
import { barFacets, rowColumnNames, type BarFacet, type Chart } from '../../kapture/store/insightShapes.ts';
import { runCommand } from '../shared/commands.ts';
import { daysText } from '../shared/texts/localTexts.ts';
import { phoneText } from '../shared/texts/phoneText.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { PulledCustomers } from '../shared/ports.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { keyText, selectionText } from '../shared/texts/selectionText.ts';
import type { InsightsPorts } from './insightsPorts.ts';
import { pageHtml, type PageParts } from './pageParts.ts';
import type { Bar, BarChart, FromPage, Order, ShownCustomer, ToPage } from './protocol.ts';

/** A range of more days is shown by months. */
const mostDays = 124;
/** Nobody pulls ten years; a longer range was typed, and its empty months are left out. */
const mostDaysFilled = 3660;
/** So many bars of a chart come with their names; the page unfolds them. */
const mostBars = 50;
const mostGaps = 7;
const mostRows = 500;
/** While customers arrive, the store has better to do than to be asked: it is left in peace so many times as long as it was busy. */
const rest = 4;

/** The insights into what was pulled: reads them from the store, tells them to the page, and does what is clicked there. */
export class InsightsPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #customers: PulledCustomers;
  readonly #ports: InsightsPorts;
  readonly #subscriptions: vscode.Disposable;
  #isReady = false;
  /** What the page shows first is read while VS Code sets it up. */
  #isAhead: boolean;
  /** What the page chose before a reload is asked for once. */
  #isRestored: boolean;
  /** The first charts are asked of a thread that runs already, unless a pull has to wait for it: another one takes 40 ms to start. */
  #isFirst = true;
  #isStale = true;
  #isReading = false;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

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
    this.#isRestored = isRestored;
    // Whom a restored page chose is known once it says so.
    this.#isAhead = !isRestored;
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: FromPage) => this.#take(message)),
      panel.onDidChangeViewState(() => this.#turn()),
      panel.onDidDispose(() => this.dispose()),
      customers.model.onDidChange(() => this.#refresh()),
      ports.targets.onDidChange(() => this.#refresh()),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.webview.html = pageHtml(page);
    if (this.#isAhead) this.#refresh();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  async #take(message: FromPage): Promise<void> {
    const { model } = this.#customers;
    try {
      switch (message.kind) {
        case 'ready': {
          this.#isReady = true;
          if (this.#isAhead) {
            this.#isAhead = false;
            return;
          }
          const { only } = message;
          const isMissed =
            this.#isRestored && only !== undefined && (await model.settled()) !== undefined && model.only === undefined;
          this.#isRestored = false;
          if (isMissed) await model.ask({ only });
          return this.#refresh();
        }
        case 'rows':
          return await this.#sendRows(message);
        case 'select':
          return await model.ask({ only: message.only });
        case 'clearText':
          return await model.ask({ filter: '' });
        case 'open':
          return void (await runCommand('kapture.openRecord', referenceOf(message)));
        case 'edit':
          return void (await runCommand('kapture.editCustomer', referenceOf(message)));
        case 'run':
          return void (await runCommand(
            (
              {
                pull: 'kapture.pullRange',
                pullMissing: 'kapture.pullMissing',
                filter: 'kapture.filterCustomers',
              } as const
            )[message.command],
          ));
      }
    } catch (error) {
      this.#tellFailure(error);
    }
  }

  /** A page that is hidden is gone, with what it was sent: it says so when it is back. */
  #turn(): void {
    if (!this.#panel.visible) this.#isAhead = false;
    this.#refresh();
  }

  /** Reads anew, if anybody looks: at once, or once what is being read is there and the store has had its rest. */
  #refresh(): void {
    if (this.#isDisposed) return;
    this.#isStale = true;
    if (!(this.#isReady || this.#isAhead) || this.#isReading || this.#timer || !this.#panel.visible) return;
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

  /** Tells the page all it shows but the table. Resolves to the milliseconds to wait before the next time. */
  async #read(): Promise<number> {
    const { model, keeper } = this.#customers;
    this.#isStale = false;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const start = Date.now();
    try {
      const shown = await model.settled();
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
              : vscode.l10n.t('No customers are loaded from {0} yet.', connection),
        });
        return 0;
      }
      const { filter, only, version } = model;
      const { pull } = shown;
      const isPulling = model.isRunning(pull.id);
      const question = { pull: pull.id, filter, only };
      const store = await (isFirst && !model.isPulling ? keeper.open() : keeper.openReader());
      const timeFacet = daysOf(pull) > mostDays ? 'month' : 'day';
      const { times, matching, ...charts } = await store.charts(question, timeFacet, mostBars);
      this.#send({
        kind: 'charts',
        connection: model.connection ?? pull.connection,
        range: daysText(pull.range),
        loaded: shown.loaded,
        matching,
        missing: isPulling ? 0 : shown.missing.length,
        isPulling,
        canEdit: this.#ports.targets.connectionOf(pull.tenant, model.connection)?.readOnly === false,
        filter,
        only: only && { ...only, text: selectionText(only) },
        version,
        days: daysOf(pull, only),
        timeFacet,
        times: timeBars(pull, timeFacet, times),
        charts: Object.fromEntries(barFacets.map((by) => [by, barChart(by, charts[by])])) as Record<BarFacet, BarChart>,
      });
      // A reader that starts now would end with nobody.
      if (this.#isDisposed) return 0;
      const gaps = await (await keeper.openReader()).gaps(question, mostGaps);
      this.#send({
        kind: 'gaps',
        ...gaps,
        newest: gaps.newest.map((row) => shownCustomer(row, sourceOf(pull, model))),
        samePhone: barChart('phone', gaps.samePhone),
        sameEmail: barChart('email', gaps.sameEmail),
      });
      return isPulling ? rest * (Date.now() - start) : 0;
    } catch (error) {
      this.#tellFailure(error);
      return 0;
    }
  }

  async #sendRows({
    version,
    order,
    offset,
    limit,
  }: {
    version: number;
    order: Order;
    offset: number;
    limit: number;
  }): Promise<void> {
    const { model, keeper } = this.#customers;
    const shown = await model.settled();
    if (!shown || !rowColumnNames.includes(order.column)) return;
    const { filter, only } = model;
    const { total, rows } = await (
      await keeper.openReader()
    ).rows({
      pull: shown.pull.id,
      filter,
      only,
      sort: order.column,
      descending: order.descending,
      offset,
      limit: Math.min(limit, mostRows),
      version: model.version,
    });
    this.#send({
      kind: 'rows',
      version,
      order,
      offset,
      total,
      rows: rows.map((row) => shownCustomer(row, sourceOf(shown.pull, model))),
    });
  }

  /** What fails because the panel was closed is no failure. */
  #tellFailure(error: unknown): void {
    if (!this.#isDisposed)
      this.#send({ kind: 'empty', sentence: this.#customers.keeper.explain(error), canPull: false });
  }

  #send(message: ToPage): void {
    if (!this.#isDisposed) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#isReady = false;
    this.#subscriptions.dispose();
    void this.#customers.keeper.closeReader();
  }
}

type CustomerSource = Pick<ShownCustomer, 'tenant' | 'connection'>;

/** Whose customers these are, with the name that the connection has now. */
function sourceOf(pull: StoredPull, model: PulledCustomers['model']): CustomerSource {
  return { tenant: pull.tenant, connection: model.connection ?? pull.connection };
}

function referenceOf({ tenant, connection, id }: Pick<ShownCustomer, 'tenant' | 'connection' | 'id'>): RecordReference {
  return { tenant, connection, id };
}

/** A customer whose shown texts, which are the server's, each fit into one line. The id stays, because records are opened by it. */
function shownCustomer(row: CustomerRow, whose: CustomerSource): ShownCustomer {
  const texts = rowColumnNames.flatMap((name) => {
    const value = row[name];
    return name !== 'id' && typeof value === 'string' && isText(recordColumns[name]) ? [[name, oneLine(value)]] : [];
  });
  return { ...row, ...whose, ...Object.fromEntries(texts), phone: phoneText(row) } as ShownCustomer;
}

function barChart(by: Facet, { groups, otherGroups, others }: Chart): BarChart {
  return { bars: groups.map((group) => barOf(by, group)), otherGroups, others };
}

function barOf(by: Facet, { key, count }: Group): Bar {
  return { key, label: keyText({ by, key } satisfies Selection), count };
}

/** How many days there are in a range, or in what is chosen of it. */
function daysOf({ range }: StoredPull, only?: Selection): number {
  if (only?.by === 'day') return 1;
  const [first, last] = [dayOf(range.start), dayOf(range.end)];
  const [from, to] = only?.by === 'month' && only.key ? [`${only.key}-01`, lastDayOf(only.key)] : [first, last];
  return Math.round((Date.parse(to < last ? to : last) - Date.parse(from > first ? from : first)) / 86_400_000) + 1;
}

/** Of a month, as `YYYY-MM`. */
function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
}

/** The days or months of a range without gaps, and what else there is. */
function timeBars(pull: StoredPull, by: 'day' | 'month', groups: readonly Group[]): Bar[] {
  const { range } = pull;
  const length = by === 'day' ? 10 : 7;
  const counts = new Map(groups.map(({ key, count }) => [key, count]));
  for (let day = dayOf(range.start); daysOf(pull) <= mostDaysFilled && day <= dayOf(range.end); day = addDays(day, 1)) {
    const key = day.slice(0, length);
    if (!counts.has(key)) counts.set(key, 0);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => barOf(by, { key, count }));
}
