import * as vscode from 'vscode';
import type { ExtensionContext, Memento } from 'vscode';
import type { QueryOutput, QueryProblem, QueryResult } from '../../kapture/query/query.ts';
import type { QueryTarget } from './queryTarget.ts';
import { countText, errorText, notices, queryProblemText } from './queryTexts.ts';

/** What the user decided. `found` is the result for which the user pressed Enter. */
export type QueryDecision =
  | { readonly kind: 'show'; readonly query: string; readonly found: QueryResult }
  | { readonly kind: 'pick'; readonly query: string }
  | { readonly kind: 'save'; readonly query: string };

export type Evaluate = (
  query: string,
  output: QueryOutput,
  signal: AbortSignal,
  onCount: (count: number) => void,
) => Promise<QueryResult | QueryProblem>;

/**
 * Asks for a query. The number of matching values, or the problem, is shown while the user types; a new query cancels
 * the previous one. `output` is what Enter returns.
 */
export function askQuery(
  { title, name, example, root }: QueryTarget,
  initial: string,
  output: QueryOutput,
  evaluate: Evaluate,
): Promise<QueryDecision | undefined> {
  const input = vscode.window.createInputBox();
  input.title = title.includes(name) ? title : `${title}: ${name}`;
  input.placeholder = vscode.l10n.t('JSONPath, such as {0}', example);
  input.value = initial;
  input.valueSelection = [initial.length, initial.length];
  // A click into a document must not discard the query.
  input.ignoreFocusOut = true;
  const pick: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('history'),
    tooltip: vscode.l10n.t('Saved and Recent Queries'),
  };
  const save: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('save'),
    tooltip: vscode.l10n.t('Save Query…'),
  };
  input.buttons = [pick, save];
  let abort = new AbortController();
  /**
   * Whether a complete query was typed or pasted after the `$` that is there from the start. The text is not corrected,
   * because that would delete what is typed in the meantime.
   */
  const isDoubled = (): boolean => input.value.startsWith('$$');
  const queryOf = (): string => (isDoubled() ? input.value.slice(1) : input.value);

  const showMessage = (message: string, severity: vscode.InputBoxValidationSeverity): void => {
    input.validationMessage = { message, severity };
  };
  /** Evaluates the text. Undefined if the query is invalid, failed or was replaced. */
  const run = async (wanted: QueryOutput): Promise<QueryResult | undefined> => {
    abort.abort();
    const { signal } = (abort = new AbortController());
    const query = queryOf();
    const before = isDoubled() ? 1 : 0;
    if (!query.trim()) {
      input.busy = false;
      input.validationMessage = undefined;
      input.prompt = root ?? vscode.l10n.t('Type a query to see how many values match');
      return undefined;
    }
    input.busy = true;
    try {
      const found = await evaluate(query, wanted, signal, (count) => {
        if (!signal.aborted) input.prompt = vscode.l10n.t('{0} so far…', countText(count));
      });
      if (signal.aborted) return undefined;
      input.busy = false;
      if (found.problem) {
        showMessage(
          queryProblemText({ ...found, offset: found.offset + before }),
          vscode.InputBoxValidationSeverity.Error,
        );
        return undefined;
      }
      showCount(found);
      return found;
    } catch (error) {
      if (signal.aborted) return undefined;
      input.busy = false;
      showMessage(errorText(error), vscode.InputBoxValidationSeverity.Error);
      return undefined;
    }
  };
  const showCount = (found: QueryResult): void => {
    input.validationMessage = undefined;
    // VS Code appends the hint about Enter and Escape.
    const sentences = [
      found.count ? countText(found.count) : vscode.l10n.t('No value matches'),
      ...(root !== undefined && queryOf().trim() === '$' ? [root] : []),
      ...notices(found),
    ];
    input.prompt = sentences.join(' · ');
  };

  return new Promise((resolve) => {
    const decide = (decision: QueryDecision | undefined): void => {
      resolve(decision);
      input.hide();
    };
    input.onDidChangeValue(() => void run({ kind: 'count' }));
    input.onDidAccept(async () => {
      const query = queryOf();
      const found = await run(output);
      if (found?.count) decide({ kind: 'show', query, found });
      else if (found) showMessage(vscode.l10n.t('No value matches.'), vscode.InputBoxValidationSeverity.Warning);
    });
    input.onDidTriggerButton((button) => {
      if (button === pick || input.value.trim()) decide({ kind: button === pick ? 'pick' : 'save', query: queryOf() });
    });
    input.onDidHide(() => {
      abort.abort();
      resolve(undefined);
      input.dispose();
    });
    void run({ kind: 'count' });
    input.show();
  });
}

export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

/** Where a saved query is available: in this workspace, or in all of them. */
export type QueryScope = 'workspace' | 'global';

const savedKey = 'queries.saved';
const recentKey = 'queries.recent';
const maxRecent = 10;

/** The queries that the user saved, and the ones used last in this workspace. */
export class SavedQueries {
  readonly #states: Readonly<Record<QueryScope, Memento>>;

  constructor({ workspaceState, globalState }: Pick<ExtensionContext, 'workspaceState' | 'globalState'>) {
    this.#states = { workspace: workspaceState, global: globalState };
  }

  /** The saved queries, sorted by name. */
  saved(scope: QueryScope): readonly SavedQuery[] {
    return this.#states[scope].get<readonly SavedQuery[]>(savedKey, []);
  }

  /** The queries used last, the latest first. */
  get recent(): readonly string[] {
    return this.#states.workspace.get<readonly string[]>(recentKey, []);
  }

  /** Saves a query, in place of one with the same name. */
  async save(scope: QueryScope, { name, query }: SavedQuery): Promise<void> {
    const others = this.saved(scope).filter((other) => other.name !== name);
    const all = [...others, { name, query }].toSorted((one, other) => one.name.localeCompare(other.name));
    await this.#states[scope].update(savedKey, all);
  }

  async delete(scope: QueryScope, name: string): Promise<void> {
    const left = this.saved(scope).filter((other) => other.name !== name);
    await this.#states[scope].update(savedKey, left);
  }

  async addRecent(query: string): Promise<void> {
    const others = this.recent.filter((other) => other !== query);
    await this.#states.workspace.update(recentKey, [query, ...others].slice(0, maxRecent));
  }

  async clearRecent(): Promise<void> {
    await this.#states.workspace.update(recentKey, []);
  }
}
