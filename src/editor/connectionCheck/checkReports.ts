import * as vscode from 'vscode';
import type { CheckReport } from '../../kapture/connectionCheck/checkReport.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { checkScheme } from '../shared/ids.ts';
import type { ConnectionCheckPorts, Reports } from './ports.ts';

/** The latest reports stay available for documents that are still open. */
const maximumReports = 20;

/** Reports as read-only documents with code lenses. Both follow the settings of the connection. */
export class CheckReports
  implements Reports, vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #ports: ConnectionCheckPorts;
  readonly #reports = new BoundedMap<string, CheckReport>(maximumReports);
  // Documents of an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor(ports: ConnectionCheckPorts) {
    this.#ports = ports;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#lensesChanged,
      vscode.workspace.registerTextDocumentContentProvider(checkScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: checkScheme }, this),
      ports.targets.onDidChange(() => {
        for (const uri of this.#reports.keys()) this.#changed.fire(vscode.Uri.parse(uri));
        if (this.#reports.size) this.#lensesChanged.fire();
      }),
    );
  }

  add(report: CheckReport): vscode.Uri {
    const name = `${vscode.l10n.t('Test Connection')} – ${report.connection}.kapture-check`;
    const query = `${this.#session}-${++this.#count}`;
    const uri = vscode.Uri.from({ scheme: checkScheme, path: `/${name}`, query });
    this.#reports.set(uri.toString(), report);
    return uri;
  }

  find(uri: vscode.Uri): CheckReport | undefined {
    return this.#reports.get(uri.toString());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const report = this.find(uri);
    if (!report) return vscode.l10n.t('This report is no longer available. Test the connection again.');
    const { reportText } = await import('./index.ts');
    return reportText(report, this.#ports.targets).text;
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const report = this.find(uri);
    if (!report) return [];
    const { reportLenses } = await import('./index.ts');
    return reportLenses(report, uri, this.#ports.targets);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
