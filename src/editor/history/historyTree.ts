import type { StoredRun } from '../../kapture/store/historyRuns.ts';
import type { HistoryEntry, Unanswered } from '../../kapture/store/historyEntry.ts';
import type { HistoryEntryRequest } from '../shared/requestBodies.ts';
import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import { failureOf as documentedFailure } from '../../kapture/catalogue/failures.ts';
import { isUncertainWrite, writtenCustomerFields } from '../../kapture/exchange/writtenCustomer.ts';
import { shownMessage } from '../../kapture/problem/problem.ts';
import { operationTitle, planTitle } from '../shared/texts/catalogueTexts.ts';
import { commandLink, openLink } from '../shared/commands.ts';
import { timeAndSize, outcomeIcons } from '../shared/texts/exchangeTexts.ts';
import { numberText, rowTimeText, timeText, whenText } from '../shared/texts/localTexts.ts';
import { oneLine, plainLines, oneLabel } from '../shared/texts/plainText.ts';
import { otherRecordText, otherRecordWords } from '../shared/texts/customerTexts.ts';
import { zoneOfMachine } from '../shared/texts/connectionTexts.ts';
import type { Targets } from '../shared/targets.ts';
import { connectionLabel, subjectText, updatedFields, entryOutcomeText, unansweredText } from './entryTexts.ts';
import type { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryStorage } from './historyStorage.ts';
import { runTexts } from '../shared/texts/runTexts.ts';

export interface ExchangeNode extends HistoryEntryRequest {
  readonly kind: 'exchange';
  readonly entry: HistoryEntry;
}

/** A run of a plan, which is one row whatever it wrote. */
interface RunNode {
  readonly kind: 'run';
  readonly entry: StoredRun;
  readonly connection: string;
}

/** The Show More row. `left` is the number of exchanges that are not shown. */
interface MoreNode {
  readonly kind: 'more';
  readonly left: number;
}

export type HistoryNode = ExchangeNode | RunNode | MoreNode;

/** The number of exchanges shown at first and added by each Show More, because long lists freeze VS Code's tree. */
const pageSize = 200;

/** The exchanges with one tenant or with all tenants, and the runs of plans, newest first. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode> {
  readonly #storage: HistoryStorage;
  readonly #documents: HistoryDocuments;
  readonly #targets: Targets;
  readonly #shown: () => Connection | undefined;
  #pages = 1;
  /** The tenant that `#pages` applies to. */
  #pagedTenant: string | undefined;

  /** `shown` returns the connection to the tenant whose exchanges are shown; undefined for all tenants. */
  constructor(
    storage: HistoryStorage,
    documents: HistoryDocuments,
    targets: Targets,
    shown: () => Connection | undefined,
  ) {
    this.#storage = storage;
    this.#documents = documents;
    this.#targets = targets;
    this.#shown = shown;
  }

  showMore(): void {
    this.#pages++;
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node) return [];
    const tenant = this.#shown()?.tenant;
    if (tenant !== this.#pagedTenant) this.#pages = 1;
    this.#pagedTenant = tenant;
    const limit = pageSize * this.#pages;
    return this.#storage.read(async (store): Promise<HistoryNode[]> => {
      // The calls are made at once, so that no change can come between them.
      const [entries, count, runs] = await Promise.all([
        store.list({ tenant, limit }),
        store.count(tenant),
        store.runs(tenant),
      ]);
      const nodes = entries.map((entry): ExchangeNode => ({
        kind: 'exchange',
        entry,
        operation: entry.operation,
        url: entry.url,
        body: entry.requestBody,
        connection: connectionLabel(this.#targets, entry),
      }));
      const left = count - entries.length;
      const oldest = left > 0 ? (entries.at(-1)?.id ?? 0) : 0;
      const shown = runs.filter(({ id }) => id > oldest).map((run) => this.#runNode(run));
      const all = [...nodes, ...shown].toSorted((a, b) => b.entry.id - a.entry.id);
      return left > 0 ? [...all, { kind: 'more', left }] : all;
    }, []);
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if (node.kind === 'more') return moreItem(node);
    const connection = this.#shown()?.name === node.connection ? undefined : this.#withRole(node);
    if (node.kind === 'run') return runItem(node, connection);
    const item = exchangeItem(node, connection);
    const title = vscode.l10n.t('Open Response');
    // The command is set here and not in `resolveTreeItem`, because VS Code loses what is resolved while the view is
    // refreshed, and a click would then do nothing. If the exchange is in progress, our command shows a message.
    item.command =
      node.entry.unanswered === 'sending'
        ? commandLink('kapture.openHistoryResponse', title, node)
        : openLink(title, this.#documents.uriOf(node.entry));
    return item;
  }

  /** The label of the connection of a row, and whether it is production. */
  #withRole({ entry, connection }: ExchangeNode | RunNode): string {
    const name = oneLine(connection, 40);
    const role = this.#targets.connectionOf(entry.tenant, entry.connection)?.role;
    return role === 'production' ? vscode.l10n.t('{0} (production)', name) : name;
  }

  /** The time zone to show with times; empty if it is that of this machine. */
  #zoneOf({ entry }: ExchangeNode): string {
    const connection = this.#targets.connectionOf(entry.tenant, entry.connection);
    return (connection && zoneOfMachine(connection.timeZone, entry.sentAt)) ?? '';
  }

  #runNode(entry: StoredRun): RunNode {
    return { kind: 'run', entry, connection: connectionLabel(this.#targets, entry) };
  }

  resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): vscode.TreeItem {
    if (node.kind === 'exchange') item.tooltip = tooltipOf(node, this.#zoneOf(node));
    return item;
  }
}

/** The row of an exchange. `named` is the connection, if the view also shows others. */
function exchangeItem({ entry, operation, connection, body }: ExchangeNode, named = ''): vscode.TreeItem {
  const subject = subjectText(operation, body);
  const customer = 'fields' in operations[operation].subject ? subject : '';
  // The icon shows the outcome. Most rows of a list have the same operation, so the customer is first.
  const item = new vscode.TreeItem(customer || operationTitle(operation));
  item.id = `exchange/${entry.id}`;
  const { unanswered } = entry;
  const words = unanswered ? '' : failureOf(entry);
  const other = otherRecordWords(entry, entry.otherId);
  const look = other === undefined && !isUncertain(entry) ? entry.outcome : 'unrecognized';
  const fields = updatedFields(operation, body);
  // A narrow view cuts off the end of the description.
  item.description = [
    customer && operationTitle(operation),
    fields,
    rowTimeText(entry.sentAt),
    unanswered && entryOutcomeText(entry),
    other ?? (customer ? '' : subject),
    named,
    words,
  ]
    .filter(Boolean)
    .join(' · ');
  item.iconPath = unanswered
    ? unansweredIcons[unanswered]
    : new vscode.ThemeIcon(outcomeIcons[look], new vscode.ThemeColor(outcomeColors[look]));
  item.contextValue = contextOf(entry);
  item.accessibilityInformation = {
    label: [
      operationTitle(operation),
      entryOutcomeText(entry),
      timeText(entry.sentAt),
      other ?? subject,
      fields,
      named || connection,
      unanswered ? unansweredText(entry) : words,
      uncertainText(entry),
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** The server's message of a failure, or else the status. */
function failureOf({ outcome, message, status }: HistoryEntry): string {
  return outcome === 'success' ? '' : oneLine(shownMessage(message ?? `HTTP ${status}`));
}

/** The context value of a row, for the conditions of menus. */
function contextOf(entry: HistoryEntry): string {
  const { operation, unanswered } = entry;
  return [
    'exchange',
    operations[operation].writes ? 'write' : 'read',
    ...(unanswered ? [] : ['answered']),
    ...((unanswered || isUncertain(entry)) && writtenCustomerFields(entry) ? ['customer'] : []),
  ].join(' ');
}

/** Whether Kapture may have carried out a write although its response is unusable, such as one that ended early. */
function isUncertain({ operation, outcome, message = '', unanswered, trouble }: HistoryEntry): boolean {
  const failure = outcome === 'failed' ? documentedFailure(operation, message) : undefined;
  return !unanswered && isUncertainWrite(operation, { outcome, failure, trouble });
}

function uncertainText(entry: HistoryEntry): string {
  return isUncertain(entry) ? vscode.l10n.t('The write may have taken effect.') : '';
}

const unansweredIcons: Readonly<Record<Unanswered, vscode.ThemeIcon>> = {
  sending: new vscode.ThemeIcon('sync~spin'),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
};

const outcomeColors: Readonly<Record<HistoryEntry['outcome'], string>> = {
  success: 'testing.iconPassed',
  failed: 'list.errorForeground',
  unrecognized: 'list.warningForeground',
};

function moreItem({ left }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More…'));
  item.id = 'more';
  item.description = vscode.l10n.t('{0} not shown', numberText(left));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = commandLink('kapture.showMoreHistory', vscode.l10n.t('Show More'));
  return item;
}

/** The tooltip in plain text. In Markdown, VS Code would turn URLs in the server's message into links. */
function tooltipOf({ entry, connection }: ExchangeNode, zone: string): string {
  const { operation, status, milliseconds, bytes, message, requestBody, sentAt, unanswered } = entry;
  const facts = unanswered ? [] : [`HTTP ${status}`, ...timeAndSize(milliseconds, bytes)];
  return [
    `${operationTitle(operation)} · ${entryOutcomeText(entry)}`,
    oneLine([connection, `${whenText(sentAt)} ${zone}`.trim(), ...facts].join(' · ')),
    ...(entry.otherId === undefined ? [] : [otherRecordText(entry, entry.otherId)]),
    ...(unanswered ? [unansweredText(entry)] : []),
    ...(!unanswered && message !== undefined ? [oneLine(shownMessage(message), 500)] : []),
    ...(isUncertain(entry) ? [uncertainText(entry)] : []),
    '',
    plainLines(shortened(formatLoose(requestBody.slice(0, 2000)))),
  ].join('\n');
}

function shortened(text: string): string {
  const lines = text.split('\n');
  return lines.length > 16 ? [...lines.slice(0, 15), '…'].join('\n') : text;
}

/** The row of a run, which opens its plan. `named` is the connection, if the view also shows others. */
function runItem({ entry, connection }: RunNode, named = ''): vscode.TreeItem {
  const title = planTitle(entry);
  const item = new vscode.TreeItem(oneLabel(title, 60));
  const texts = runTexts(entry);
  item.id = `run/${entry.id}`;
  item.description = [rowTimeText(entry.startedAt), named, ...texts].filter(Boolean).join(' · ');
  item.tooltip = [title, [oneLine(connection), whenText(entry.startedAt), ...texts].join(' · ')].join('\n');
  const isDone = entry.done === entry.writes && !entry.partly;
  item.iconPath = new vscode.ThemeIcon(
    'checklist',
    new vscode.ThemeColor(isDone ? 'testing.iconPassed' : 'list.warningForeground'),
  );
  item.contextValue = 'run';
  // If the plan was deleted in the meantime, for example by another window, the command says so.
  item.command = commandLink('kapture.openPlan', vscode.l10n.t('Open Plan'), entry.plan);
  item.accessibilityInformation = {
    label: [title, timeText(entry.startedAt), named || oneLine(connection), ...texts].join(', '),
  };
  return item;
}
