import * as vscode from 'vscode';
import type { QueryOutput, QueryProblem, QueryResult, ResultForm } from '../../kapture/query/query.ts';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { exportFolder, keepExportFolder } from '../shared/documents/files.ts';
import { queryScheme } from '../shared/ids.ts';
import { showError, showInformation, showWarning } from '../shared/dialogs/messages.ts';
import { withProgress } from '../shared/dialogs/progress.ts';
import { fileText, numberText } from '../shared/texts/localTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { pickQuery, saveQuery } from './pickQuery.ts';
import type { QueryCommand, QueryPorts } from './queryCommands.ts';
import { SavedQueries, askQuery } from './queryInput.ts';
import { isQueryable, isResult, targetOfCustomers, targetOfDocument, type QueryTarget } from './queryTarget.ts';
import { countText, errorText, notices, queryProblemText, shownText } from './queryTexts.ts';
import { QueryThreads } from './queryThreads.ts';

interface ShownResult {
  readonly target: QueryTarget;
  readonly query: string;
  readonly form: ResultForm;
  readonly found: QueryResult;
}

/** The maximum length of a document, before formatting, and of copied text. */
const maxShown = maxJsonLength;
const maxCopied = 5_000_000;
const formKey = 'queries.form';

export class Queries implements vscode.Disposable {
  readonly #ports: QueryPorts;
  readonly #changed: vscode.EventEmitter<vscode.Uri>;
  readonly #threads: QueryThreads;
  readonly #saved: SavedQueries;
  /** The shown results, by the URI of the document, while it is open. */
  readonly #results = new Map<string, ShownResult>();
  // Documents of an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;
  readonly #closing: vscode.Disposable;

  constructor(ports: QueryPorts, changed: vscode.EventEmitter<vscode.Uri>) {
    this.#ports = ports;
    this.#changed = changed;
    this.#threads = new QueryThreads(
      vscode.Uri.joinPath(ports.context.extensionUri, 'dist', 'query-worker.mjs').fsPath,
    );
    this.#saved = new SavedQueries(ports.context);
    this.#closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#results.delete(uri.toString()));
  }

  readonly handlers: Pick<CommandMap, QueryCommand> = {
    'kapture.queryDocument': (uri) => this.#queryDocument(uri),
    'kapture.queryCustomers': async () => this.#ask(await targetOfCustomers(this.#ports)),
    'kapture.openQuery': () => this.#openSaved(),
    'kapture.editQuery': (uri) => this.#withResult(uri, ({ target, query }) => this.#ask(target, query)),
    'kapture.copyQueryValues': (uri) => this.#withResult(uri, (result) => this.#copy(result)),
    'kapture.toggleQueryPaths': (uri) => this.#withResult(uri, (result, shown) => this.#toggle(result, shown)),
    'kapture.saveQuery': (uri) =>
      this.#withResult(uri, async ({ query }) => {
        await saveQuery(this.#saved, query);
      }),
    'kapture.saveQueryValues': (uri) => this.#withResult(uri, (result) => this.#saveValues(result)),
  };

  textOf(uri: vscode.Uri): string {
    const result = this.#results.get(uri.toString());
    if (!result) return vscode.l10n.t('This result is no longer available. Query again.');
    const { found } = result;
    return found.count && !found.shown
      ? vscode.l10n.t('The first value is too long to be shown. Save all values to a file instead.')
      : found.text;
  }

  /**
   * The code lenses of a result: the query, the number of values, and notices about the data. Beside another editor,
   * there is only room for about sixty characters, so other actions are in the editor's title.
   */
  lensesOf(uri: vscode.Uri): vscode.CodeLens[] {
    const result = this.#results.get(uri.toString());
    if (!result) return [];
    const { query, found, form } = result;
    const commands: vscode.Command[] = [
      {
        ...commandLink('kapture.editQuery', withIcon('edit', oneLabel(query, 20)), uri),
        tooltip: vscode.l10n.t('Edit Query…'),
      },
      found.shown < found.count
        ? {
            ...commandLink('kapture.saveQueryValues', withIcon('save-as', shownText(found)), uri),
            tooltip: vscode.l10n.t('Save All Values As…'),
          }
        : { title: shownText(found), command: '' },
      commandLink(
        'kapture.toggleQueryPaths',
        form === 'values' ? vscode.l10n.t('Show Paths') : vscode.l10n.t('Hide Paths'),
        uri,
      ),
      ...notices(found).map((notice) => ({ title: withIcon('warning', notice), command: '' })),
    ];
    return commands.map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
  }

  async #queryDocument(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    if (uri) await this.#ask(await targetOfDocument(uri, this.#ports));
  }

  /** Lets the user pick a query for the active document, or for the pulled customers. */
  async #openSaved(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const query = await pickQuery(this.#saved);
    if (query === undefined) return;
    if (uri && isResult(uri)) await this.#withResult(uri, ({ target }) => this.#ask(target, query));
    else if (uri && isQueryable(uri)) await this.#ask(await targetOfDocument(uri, this.#ports), query);
    else await this.#ask(await targetOfCustomers(this.#ports), query);
  }

  /** Asks for a query until the user shows its result or cancels. */
  async #ask(target: QueryTarget | undefined, initial?: string): Promise<void> {
    if (!target) return;
    const { form } = this;
    let query = initial ?? '$';
    for (;;) {
      const decision = await askQuery(target, query, { kind: 'document', form, maxLength: maxShown }, (...args) =>
        this.#evaluate(target, ...args),
      );
      if (!decision) return;
      ({ query } = decision);
      if (decision.kind === 'pick') query = (await pickQuery(this.#saved)) ?? query;
      else if (decision.kind === 'save') await saveQuery(this.#saved, query);
      else {
        await this.#saved.addRecent(query);
        await this.#show({ target, query, form, found: decision.found });
        return;
      }
    }
  }

  /** The form that the user chose last. */
  get form(): ResultForm {
    return this.#ports.context.globalState.get<ResultForm>(formKey, 'values');
  }

  async #evaluate(
    target: QueryTarget,
    query: string,
    output: QueryOutput,
    signal: AbortSignal,
    onCount?: (count: number) => void,
  ): Promise<QueryResult | QueryProblem> {
    try {
      return await this.#threads.use(target, (thread) => thread.run(query, output, signal, onCount));
    } catch (error) {
      if (!signal.aborted) this.#ports.log.error('query', error);
      throw error;
    }
  }

  /** Shows a result beside the queried document, in the document of an earlier query of the same data. */
  async #show(result: ShownResult): Promise<void> {
    const open = [...this.#results.keys()].find((key) => this.#results.get(key)?.target.id === result.target.id);
    const name = vscode.l10n.t('Query of {0}', result.target.name).replace(/[/\\]/g, '-');
    const uri = open
      ? vscode.Uri.parse(open)
      : vscode.Uri.from({
          scheme: queryScheme,
          path: `/${name}.kapture-response`,
          query: `${this.#session}-${++this.#count}`,
        });
    this.#replace(uri, result);
    await vscode.window.showTextDocument(uri, { viewColumn: columnOfResults(uri), preview: false });
  }

  #replace(uri: vscode.Uri, result: ShownResult): void {
    this.#results.set(uri.toString(), result);
    this.#changed.fire(uri);
  }

  /** Runs work with the result of a document, or of the active editor. */
  async #withResult(
    uri = vscode.window.activeTextEditor?.document.uri,
    work: (result: ShownResult, uri: vscode.Uri) => Promise<void>,
  ): Promise<void> {
    if (!uri || !isResult(uri)) return;
    const result = this.#results.get(uri.toString());
    if (result) await work(result, uri);
    else void showInformation(vscode.l10n.t('This result is no longer available. Query again.'));
  }

  async #toggle(result: ShownResult, uri: vscode.Uri): Promise<void> {
    const form = result.form === 'values' ? 'paths' : 'values';
    const found = await this.#runAgain(result, { kind: 'document', form, maxLength: maxShown });
    if (!found) return;
    await this.#ports.context.globalState.update(formKey, form);
    this.#replace(uri, { ...result, form, found });
  }

  async #copy(result: ShownResult): Promise<void> {
    const found = await this.#runAgain(result, { kind: 'lines', maxLength: maxCopied });
    if (!found) return;
    await vscode.env.clipboard.writeText(found.text);
    if (found.shown < found.count)
      void showWarning(
        vscode.l10n.t(
          'Only {0} of {1} values were copied. Save all values to a file instead.',
          numberText(found.shown),
          numberText(found.count),
        ),
      );
    else vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', countText(found.count)), 3000);
  }

  async #saveValues(result: ShownResult): Promise<void> {
    const { globalState } = this.#ports.context;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save All Values'),
      filters: { JSON: ['json'] },
      defaultUri: vscode.Uri.joinPath(await exportFolder(globalState), 'values.json'),
    });
    if (!target) return;
    if (target.scheme !== 'file') {
      void showWarning(vscode.l10n.t('Values are saved on this machine. Select a local folder.'));
      return;
    }
    await keepExportFolder(globalState, target);
    const found = await this.#runAgain(result, { kind: 'file', form: result.form, path: target.fsPath });
    if (found) vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', oneLabel(fileText(target), 200)), 3000);
  }

  /** Evaluates the query of a document again. Undefined if it failed, which the user was told, or was canceled. */
  async #runAgain({ target, query }: ShownResult, output: QueryOutput): Promise<QueryResult | undefined> {
    try {
      const found = await withProgress(vscode.l10n.t('Evaluating the query'), (signal, report) =>
        this.#evaluate(target, query, output, signal, (count) => report(countText(count))),
      );
      if (!found.problem) return found;
      void showError(this.#ports.log, queryProblemText(found));
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return undefined;
      void showError(this.#ports.log, errorText(error));
    }
    return undefined;
  }

  dispose(): void {
    this.#closing.dispose();
    this.#threads.dispose();
  }
}

/**
 * The column that shows this or another result already. Otherwise, a column beside the queried document: an existing
 * one if possible, because three columns are too narrow for values.
 */
function columnOfResults(uri: vscode.Uri): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.filter(({ document }) => isResult(document.uri));
  const same = shown.find(({ document }) => document.uri.toString() === uri.toString());
  const { activeTabGroup, all } = vscode.window.tabGroups;
  // Pulled customers are not in a column, so the active one is used.
  if (!activeTabGroup.activeTab) return vscode.ViewColumn.Active;
  const other = all.find(({ viewColumn }) => viewColumn !== activeTabGroup.viewColumn);
  return (same ?? shown[0] ?? other)?.viewColumn ?? vscode.ViewColumn.Beside;
}
