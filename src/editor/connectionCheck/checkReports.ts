import * as vscode from 'vscode';
import type { CheckReport } from '../../kapture/connectionCheck/checkReport.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { checkScheme } from '../shared/ids.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { setContext } from '../shared/settings.ts';
import { changesOf } from './changesOf.ts';
import type { ConnectionCheckPorts, Reports } from './ports.ts';
import { reportLenses, reportText } from './reportText.ts';

/** The latest reports stay available for documents that are still open. */
const maximumReports = 20;

/** The reports of this session: the texts and code lenses of their documents, which follow the settings. */
export class CheckReports implements Reports, vscode.Disposable {
  readonly #ports: ConnectionCheckPorts;
  readonly #reports = new BoundedMap<string, CheckReport>(maximumReports);
  // Documents of an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  readonly #lensesChanged: vscode.EventEmitter<void>;
  readonly #subscription: vscode.Disposable;

  constructor(
    ports: ConnectionCheckPorts,
    changed: vscode.EventEmitter<vscode.Uri>,
    lensesChanged: vscode.EventEmitter<void>,
  ) {
    this.#ports = ports;
    this.#changed = changed;
    this.#lensesChanged = lensesChanged;
    this.#subscription = vscode.Disposable.from(
      ports.targets.onDidChange(() => {
        for (const uri of this.#reports.keys()) changed.fire(vscode.Uri.parse(uri));
        if (this.#reports.size) lensesChanged.fire();
        this.#setContext();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#setContext()),
    );
  }

  add(report: CheckReport): vscode.Uri {
    const shown = this.#shownOf(report.connection);
    if (shown) {
      this.#reports.set(shown.toString(), report);
      this.#changed.fire(shown);
      this.#lensesChanged.fire();
      this.#setContext();
      return shown;
    }
    const name = `${vscode.l10n.t('Test Connection')} – ${report.connection}.kapture-check`;
    const query = `${this.#session}-${++this.#count}`;
    const uri = vscode.Uri.from({ scheme: checkScheme, path: `/${name}`, query });
    this.#reports.set(uri.toString(), report);
    return uri;
  }

  /** The open document with the report of a connection. */
  #shownOf(connection: string): vscode.Uri | undefined {
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri : []))
      .find((uri) => {
        const report = this.#find(uri);
        return report && report.connection === connection;
      });
  }

  /** For the icon that applies all proposals. */
  #setContext(): void {
    const report = vscode.window.activeTextEditor && this.#find(vscode.window.activeTextEditor.document.uri);
    setContext(
      'kapture.hasOpenProposals',
      report !== undefined && changesOf(report, this.#ports.targets).some(({ isApplied }) => !isApplied),
    );
  }

  #find(uri: vscode.Uri): CheckReport | undefined {
    return this.#reports.get(uri.toString());
  }

  findOrTell(uri: vscode.Uri | undefined): CheckReport | undefined {
    const report = uri && this.#find(uri);
    if (!report) void showInformation(goneText());
    return report;
  }

  textOf(uri: vscode.Uri): string {
    const report = this.#find(uri);
    return report ? reportText(report, this.#ports.targets).text : goneText();
  }

  lensesOf(uri: vscode.Uri): vscode.CodeLens[] {
    const report = this.#find(uri);
    return report ? reportLenses(report, uri, this.#ports.targets) : [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function goneText(): string {
  return vscode.l10n.t('This report is no longer available. Test the connection again.');
}
