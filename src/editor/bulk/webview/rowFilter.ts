import { createButton, createElement, setChildren, setText } from '../../shared/webview/dom.ts';
import type { PlanFilter, PlanGroup, PlanMessage } from '../protocol.ts';
import { postToExtension, state, texts } from './page.ts';

/** Pause after a key before the rows are searched, in milliseconds. */
const searchMs = 200;
const everything = { kinds: [], states: [], mark: undefined } as const;

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
    // In one element, so that a narrow page moves both to a second line.
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

  #showGroups(groups: readonly PlanGroup[]): void {
    const known = new Map([...this.#groups.children].map((element) => [element.id, element as HTMLButtonElement]));
    const { filter } = state.current;
    const isAll = !filter.kinds.length && !filter.states.length && !filter.mark;
    const all = known.get('all') ?? createButton('choice', texts.all, () => this.#setFilter(everything));
    all.id = 'all';
    all.ariaPressed = String(isAll);
    setChildren(this.#groups, [
      all,
      ...groups.map((group) => {
        const id = `${group.by}-${group.id}`;
        const element = known.get(id) ?? createButton('choice', '', () => this.#setFilter(filterOf(group)));
        element.id = id;
        element.classList.add(group.id);
        element.ariaPressed = String(isChosen(group, filter));
        setText(element, `${group.label} ${group.count}`);
        return element;
      }),
    ]);
  }

  #applySearch(): void {
    clearTimeout(this.#searching);
    const search = this.#search.value;
    if (search !== state.current.filter.search) this.#setFilter({ search });
  }

  /** Includes or excludes the rows that the page lists, or will once the search is applied. */
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

function filterOf({ by, id }: PlanGroup): Partial<PlanFilter> {
  switch (by) {
    case 'kind':
      return { ...everything, kinds: [id as PlanFilter['kinds'][number]] };
    case 'state':
      return { ...everything, states: [id as PlanFilter['states'][number]] };
    case 'mark':
      return { ...everything, mark: id as PlanFilter['mark'] };
  }
}

function isChosen({ by, id }: PlanGroup, { kinds, states, mark }: PlanFilter): boolean {
  if (by === 'mark') return mark === id;
  return ((by === 'kind' ? kinds : states) as readonly string[]).includes(id);
}
