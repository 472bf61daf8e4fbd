import { createButton, createElement, setChildren, setText } from '../../shared/webview/dom.ts';
import type { PlanFilter, PlanMessage } from '../protocol.ts';
import { postToExtension, state, texts } from './page.ts';

/** Pause after a key before the rows are searched, in milliseconds. */
const searchMs = 200;

/** Selects the rows that the page lists: groups and a search, and buttons that include or exclude all of these rows. */
export class RowFilter {
  readonly #groups = createElement('div', { className: 'groups', role: 'group' });
  readonly #search = createElement('input', { type: 'search', className: 'search' });
  readonly #including = createElement(
    'div',
    { className: 'including' },
    createButton('quiet', texts.includeAll, () => this.#includeAll(true)),
    createButton('quiet', texts.excludeAll, () => this.#includeAll(false)),
  );
  readonly element = createElement(
    'div',
    { className: 'chosen' },
    this.#groups,
    // Both are in one element, so that a narrow page moves them to a second line together.
    createElement('div', { className: 'listed' }, this.#search, this.#including),
  );
  /** Called before other rows are requested. */
  readonly #onChange: () => void;
  #searching: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#search.placeholder = this.#search.ariaLabel = texts.search;
    this.#search.value = state.current.filter.search;
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#searching);
      this.#searching = setTimeout(() => this.#applySearch(), searchMs);
    });
  }

  show({ groups, canInclude }: PlanMessage): void {
    this.#showGroups(groups);
    this.#including.hidden = !canInclude;
  }

  #showGroups(groups: PlanMessage['groups']): void {
    const known = new Map([...this.#groups.children].map((element) => [element.id, element as HTMLButtonElement]));
    const { filter } = state.current;
    const all = known.get('all') ?? createButton('choice', texts.all, () => this.#setFilter({ state: undefined }));
    all.id = 'all';
    all.ariaPressed = String(!filter.state);
    setChildren(this.#groups, [
      all,
      ...groups.map(({ state: shown, label, count }) => {
        const element = known.get(shown) ?? createButton('choice', '', () => this.#setFilter({ state: shown }));
        element.id = shown;
        element.ariaPressed = String(filter.state === shown);
        setText(element, `${label} ${count}`);
        return element;
      }),
    ]);
  }

  #applySearch(): void {
    clearTimeout(this.#searching);
    const search = this.#search.value;
    if (search !== state.current.filter.search) this.#setFilter({ search });
  }

  /** Includes or excludes all listed rows, after a pending search is applied. */
  #includeAll(isIncluded: boolean): void {
    this.#applySearch();
    postToExtension({ kind: 'includeAll', filter: state.current.filter, isIncluded });
  }

  #setFilter(change: Partial<PlanFilter>): void {
    const filter = { ...state.current.filter, ...change };
    state.update({ filter });
    this.#onChange();
    postToExtension({ kind: 'filter', filter });
  }
}
