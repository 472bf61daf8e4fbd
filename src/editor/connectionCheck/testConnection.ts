import * as vscode from 'vscode';
import { readConnection, sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import {
  checkConnection,
  knownCustomer,
  type CheckReport,
  type KnownCustomer,
} from '../../kapture/connectionCheck/checkConnection.ts';
import { isApplied, withChange } from '../../kapture/connectionCheck/connectionChange.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { runCommand } from '../shared/commands.ts';
import { checkScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { ConnectionEntries, Targets } from '../shared/targets.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import { showError, showInformation, showWarning, type MessageAction } from '../shared/dialogs/messages.ts';
import { withProgress } from '../shared/dialogs/progress.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { durationText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { reportLenses, reportText } from './reportText.ts';

export interface CheckServices {
  readonly targets: Targets;
  readonly connections: ConnectionEntries;
  readonly clients: ClientLoader;
  readonly log: Log;
  customers(): Promise<Pick<PulledCustomers, 'storage'>>;
}

/** The number of reports that are kept, because their documents may still be open. */
const maximumReports = 20;

/** Tests connections. The documents of their reports follow the settings. */
export class ConnectionTest implements vscode.Disposable {
  readonly #services: CheckServices;
  readonly #reports = new BoundedMap<string, CheckReport>(maximumReports);
  // Documents of an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;
  readonly #subscription: vscode.Disposable;

  constructor(services: CheckServices, changed: vscode.EventEmitter<vscode.Uri>) {
    this.#services = services;
    this.#subscription = services.targets.onDidChange(() => {
      for (const uri of this.#reports.keys()) changed.fire(vscode.Uri.parse(uri));
    });
  }

  /** Tests a connection, or one that the user picks, with a customer of its tenant that was pulled or is asked for. */
  async run(name: string | undefined, withCustomer = false): Promise<void> {
    const { targets, connections, clients, log } = this.#services;
    const chosen = name ?? (await connections.pick(vscode.l10n.t('Test Connection')));
    const target = chosen === undefined ? undefined : await targets.resolveNamed(chosen, 'get');
    if (!target) return;
    const customer = withCustomer ? await askCustomer(target.connection.name) : await this.#pulledCustomer(target);
    if (withCustomer && !customer) return;
    try {
      const report = await withProgress(vscode.l10n.t('Testing {0}', target.connection.name), async (signal) =>
        checkConnection({
          client: await clients.get(),
          targets: {
            get: target,
            pull: await targets.resolveNamed(target.connection.name, 'pull', { ask: false }),
          },
          customer,
          signal,
        }),
      );
      this.#logReads(report);
      await this.#show(report, this.#add(report));
    } catch (error) {
      if (!KaptureError.is(error)) throw error;
      if (error.reason !== 'canceled') void showError(log, explainError(error));
    }
  }

  /** A customer that was pulled from the tenant earlier; undefined if there is none. */
  async #pulledCustomer({ connection }: Target): Promise<KnownCustomer | undefined> {
    try {
      const store = await (await this.#services.customers()).storage.open();
      const pull = await store.last(connection.tenant);
      const [row] = pull ? await store.page(pull.id, { group: undefined, limit: 1 }) : [];
      return row && { kapture_customer_id: row.id };
    } catch (error) {
      // The test works without a known customer.
      this.#services.log.error('No pulled customer could be read for the test of a connection.', error);
      return undefined;
    }
  }

  #add(report: CheckReport): vscode.Uri {
    const name = `${vscode.l10n.t('Test Connection')} – ${report.connection}.kapture-check`;
    const uri = vscode.Uri.from({ scheme: checkScheme, path: `/${name}`, query: `${this.#session}-${++this.#count}` });
    this.#reports.set(uri.toString(), report);
    return uri;
  }

  #logReads({ connection, reads }: CheckReport): void {
    for (const { operation, exchange, error } of reads)
      if (exchange ?? error)
        this.#services.log.info(
          `test ${connection} ${operation} ${exchange?.url ?? ''} → ${exchange ? `HTTP ${exchange.response.status}` : error!.reason}`,
        );
  }

  /** Shows the result in a message. The report opens unless everything works, or nothing responded. */
  async #show(report: CheckReport, uri: vscode.Uri): Promise<void> {
    const { connection: name, baseUrl, reads } = report;
    const { log } = this.#services;
    const [{ exchange, error, conclusion }] = reads;
    const show = (): Thenable<unknown> => vscode.window.showTextDocument(uri, { preview: true });
    const showReport: MessageAction = { title: vscode.l10n.t('Show Report'), run: show };
    const retry = { title: vscode.l10n.t('Retry'), run: () => runCommand('kapture.testConnection', name) };
    if (error) {
      void showError(log, explainError(error), retry, showReport);
      return;
    }
    const count = this.#openProposals(report).length;
    const isGood = conclusion.certainty === 'shown' && !count && !reads.some((read) => read.conclusion.isTrouble);
    const host = new URL(baseUrl).host;
    const time = durationText(exchange?.response.milliseconds ?? 0);
    if (isGood) {
      void showInformation(
        vscode.l10n.t('{0} works: {1} responded in {2} and accepted the auth key.', name, host, time),
        log,
        showReport,
      );
      return;
    }
    await show();
    if (exchange?.response.reading.trouble === 'unauthorized') {
      const setKey = { title: vscode.l10n.t('Set Auth Key'), run: () => runCommand('kapture.manageSecrets', name) };
      const sentence = vscode.l10n.t('{0} responded in {1}, but rejected the auth key for {2}.', host, time, name);
      void showError(log, sentence, setKey);
    } else if (count)
      void showInformation(vscode.l10n.t('The test of {0} proposes a change to the connection. See the report.', name));
    else void showWarning(vscode.l10n.t('Not everything works on {0}. See the report.', name), log, retry);
  }

  textOf(uri: vscode.Uri): string {
    const report = this.#reports.get(uri.toString());
    return report ? reportText(report, this.#isApplied(report)).text : goneText();
  }

  lensesOf(uri: vscode.Uri): vscode.CodeLens[] {
    const report = this.#reports.get(uri.toString());
    return report ? reportLenses(report, uri, this.#isApplied(report)) : [];
  }

  /** Applies proposals of a report to the settings of its connection: one by its number, or all that are open. */
  async apply(uri = vscode.window.activeTextEditor?.document.uri, proposal?: number): Promise<void> {
    const report = uri && this.#reports.get(uri.toString());
    if (!report) {
      void showInformation(goneText());
      return;
    }
    const { connections, log } = this.#services;
    const entry = connections.findEntry(report.connection);
    const chosen = this.#openProposals(report).filter(
      (one) => proposal === undefined || one === report.proposals[proposal],
    );
    if (!entry || !chosen.length) {
      void showInformation(vscode.l10n.t('There is nothing to apply.'));
      return;
    }
    const changed = (latest: typeof entry): typeof entry =>
      chosen.reduce((result, { change }) => withChange(result, change), latest);
    const { problem } = readConnection(changed(entry));
    if (problem) void showError(log, vscode.l10n.t('Nothing was changed. {0}', problemText(problem)));
    else await connections.change(report.connection, changed);
  }

  #openProposals(report: CheckReport): CheckReport['proposals'] {
    const isApplied = this.#isApplied(report);
    return report.proposals.filter((_, index) => isApplied[index] === false);
  }

  /**
   * Whether each proposal is applied. Empty if no proposal can be applied, because the connection was deleted or has
   * another base URL.
   */
  #isApplied({ connection: name, baseUrl, proposals }: CheckReport): readonly boolean[] {
    const isTested = (one: Connection): boolean => one.name === name && one.baseUrl === baseUrl;
    const connection = this.#services.targets.all.find(isTested);
    // The sandbox is not in the settings.
    return connection && name !== sandboxName ? proposals.map(({ change }) => isApplied(connection, change)) : [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

async function askCustomer(connection: string): Promise<KnownCustomer | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Test Connection'),
    prompt: vscode.l10n.t('Kapture customer ID or phone number of a customer of {0}', oneLine(connection)),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text && !knownCustomer(text) ? vscode.l10n.t('Enter a customer ID or a phone number.') : undefined,
  });
  return knownCustomer(typed ?? '');
}

function goneText(): string {
  return vscode.l10n.t('This report is no longer available. Test the connection again.');
}
