import * as vscode from 'vscode';
import type { CheckReport } from '../../kapture/connectionCheck/checkReport.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { checkScheme } from '../shared/ids.ts';
import { showInformation } from '../shared/questions/messages.ts';
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
  readonly #subscription: vscode.Disposable;

  constructor(
    ports: ConnectionCheckPorts,
    changed: vscode.EventEmitter<vscode.Uri>,
    lensesChanged: vscode.EventEmitter<void>,
  ) {
    this.#ports = ports;
    this.#subscription = ports.targets.onDidChange(() => {
      for (const uri of this.#reports.keys()) changed.fire(vscode.Uri.parse(uri));
      if (this.#reports.size) lensesChanged.fire();
    });
  }

  add(report: CheckReport): vscode.Uri {
    const name = `${vscode.l10n.t('Test Connection')} – ${report.connection}.kapture-check`;
    const query = `${this.#session}-${++this.#count}`;
    const uri = vscode.Uri.from({ scheme: checkScheme, path: `/${name}`, query });
    this.#reports.set(uri.toString(), report);
    return uri;
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
