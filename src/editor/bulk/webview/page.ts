import { openPage } from '../../shared/webview/pageState.ts';
import type { TableState } from '../../shared/webview/virtualTable.ts';
import type { FromPage, PlanColumn, PlanFilter, Texts } from '../protocol.ts';

/** The state that is kept while the page is hidden behind another tab, and over a reload. */
export interface PageState extends TableState<PlanColumn> {
  /** Identifies the plan after a reload. */
  readonly plan: number;
  readonly filter: PlanFilter;
}

const { plan, texts } = JSON.parse(document.getElementById('texts')!.textContent) as {
  readonly plan: number;
  readonly texts: Texts;
};

const initial: PageState = {
  order: { column: 'number', descending: false },
  tableScrolled: 0,
  filter: { search: '' },
  plan,
};

export { texts };
export const { state, postToExtension } = openPage<PageState, FromPage>(initial, { plan });
