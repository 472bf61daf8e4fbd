import type { TableState } from '../../shared/webview/virtualTable.ts';
import type { FromPage, PlanColumn, PlanFilter, Texts } from '../protocol.ts';

/** The state that is kept while the page is hidden behind another tab, and over a reload. */
export interface PageState extends TableState<PlanColumn> {
  /** Identifies the plan after a reload. */
  readonly plan: number;
  readonly filter: PlanFilter;
}

interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): Partial<PageState> | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
const { plan, texts } = JSON.parse(document.getElementById('texts')!.textContent) as {
  readonly plan: number;
  readonly texts: Texts;
};

export { texts };

let current: PageState = {
  order: { column: 'number', descending: false },
  widths: {},
  tableScrolled: 0,
  filter: { kinds: [], states: [], search: '' },
  ...vscode.getState(),
  plan,
};
vscode.setState(current);

export const state = {
  get current(): PageState {
    return current;
  },
  update(change: Partial<PageState>): void {
    current = { ...current, ...change };
    vscode.setState(current);
  },
};

export function postToExtension(message: FromPage): void {
  vscode.postMessage(message);
}
