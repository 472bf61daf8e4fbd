import { createElement, format, setChildren, setText } from '../../shared/webview/dom.ts';
import { HostWatch } from '../../shared/webview/hostWatch.ts';
import type { TableColumn } from '../../shared/webview/tableColumns.ts';
import { VirtualTable, type Cell } from '../../shared/webview/virtualTable.ts';
import {
  planColumns,
  sortedColumns,
  type PlanAction,
  type PlanColumn,
  type PlanFilter,
  type PlanGroup,
  type PlanMessage,
  type ShownRow,
  type ToPage,
} from '../protocol.ts';
import { postToExtension, state, texts } from './page.ts';

/** The values and the details share the width that the other columns do not need. Minimum widths are in pixels. */
const sizes: Readonly<Record<PlanColumn, Pick<TableColumn<PlanColumn>, 'least' | 'share'>>> = {
  included: { share: 0 },
  number: { share: 0 },
  kind: { share: 0 },
  name: { least: 110, share: 0 },
  key: { least: 104, share: 0 },
  changes: { least: 170, share: 1 },
  state: { share: 0 },
  reason: { least: 170, share: 1 },
};
/** Pause after a key before the rows are searched, in milliseconds. */
const searchMs = 200;

/** The page of a plan. Data from files and servers is only ever text. */
class PlanPage {
  readonly #title = createElement('h1', { tabIndex: -1 });
  readonly #source = createElement('p', { className: 'whose' });
  readonly #summary = createElement('p', { className: 'summary' });
  readonly #notice = createElement('p', { className: 'notice', role: 'status', hidden: true });
  readonly #progressText = createElement('p', { role: 'status' });
  readonly #bar = createElement('progress', { max: 1 });
  readonly #progress = createElement('div', { className: 'running', hidden: true }, this.#progressText, this.#bar);
  readonly #actions = createElement('div', { className: 'actions' });
  readonly #groups = createElement('div', { className: 'groups', role: 'group' });
  readonly #search = createElement('input', { type: 'search', className: 'search' });
  readonly #include: HTMLButtonElement;
  readonly #exclude: HTMLButtonElement;
  readonly #including: HTMLElement;
  readonly #table: VirtualTable<PlanColumn, ShownRow>;
  readonly #activeTitle = createElement('h3');
  readonly #activeDetails = createElement('ul', { id: 'active-details' });
  readonly #activeValues = createElement('p', { className: 'values' });
  /** Why a key on the active row did nothing. */
  readonly #activeNote = createElement('p', { className: 'note', role: 'status' });
  /** The number of the row that the note is for. */
  #noted: number | undefined;
  #isRunning = false;
  /** The active row in full, because cells are truncated. */
  readonly #active = createElement(
    'section',
    { className: 'active', hidden: true },
    this.#activeTitle,
    this.#activeNote,
    this.#activeDetails,
    this.#activeValues,
  );
  readonly #sentence = createElement('p');
  readonly #empty = createElement('div', { className: 'empty', hidden: true }, this.#sentence);
  readonly #main: HTMLElement;
  /** Asks during a run or a lookup. */
  readonly #watch = new HostWatch({
    ask: () => postToExtension({ kind: 'ask' }),
    isHidden: () => document.hidden,
    onChange: (isLost) => (isLost ? this.#showLost() : requestPlan()),
  });
  #searching: ReturnType<typeof setTimeout> | undefined;
  /**
   * The action that the user has selected. The one that replaces it, such as Resume instead of Pause, has the focus.
   */
  #pressed: HTMLElement | undefined;

  constructor() {
    this.#search.placeholder = this.#search.ariaLabel = texts.search;
    this.#search.value = state.current.filter.search;
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#searching);
      this.#searching = setTimeout(() => this.#applySearch(), searchMs);
    });
    this.#include = button('quiet', texts.includeAll, () => this.#includeAll(true));
    this.#exclude = button('quiet', texts.excludeAll, () => this.#includeAll(false));
    this.#including = createElement('div', { className: 'including' }, this.#include, this.#exclude);
    this.#table = new VirtualTable<PlanColumn, ShownRow>({
      title: texts.tableTitle,
      none: texts.tableNone,
      loading: texts.loading,
      columns: planColumns.map((name) => ({
        name,
        title: texts.columns[name],
        ...sizes[name],
        ...(!sortedColumns[name] && { isUnsorted: true }),
      })),
      state,
      request: (request) => postToExtension({ kind: 'rows', ...request }),
      cell: cellOf,
      open: ({ row }) => postToExtension({ kind: 'open', row }),
      click: { column: 'included', run: (row) => this.#toggle(row) },
      key: (row, key) => {
        if (key !== ' ') return false;
        this.#toggle(row);
        return true;
      },
      isSelected: ({ canChange, isIncluded }) => (canChange ? isIncluded : undefined),
      onActive: (row) => this.#showActive(row),
      activeDescription: this.#activeDetails.id,
    });
    this.#activeTitle.id = 'active-title';
    this.#active.setAttribute('aria-labelledby', this.#activeTitle.id);
    this.#table.element.append(this.#active);
    this.#main = createElement(
      'div',
      { className: 'parts' },
      this.#summary,
      this.#notice,
      this.#progress,
      this.#actions,
      createElement('div', { className: 'chosen' }, this.#groups, this.#search, this.#including),
      this.#table.element,
    );
    addEventListener('focus', () => this.#takeFocus());
    document.body.replaceChildren(
      createElement(
        'main',
        {},
        createElement('header', {}, createElement('div', { className: 'names' }, this.#title, this.#source)),
        this.#empty,
        this.#main,
      ),
    );
  }

  handle(message: ToPage): void {
    this.#watch.hear();
    switch (message.kind) {
      case 'answer':
        return;
      case 'plan':
        return this.#show(message);
      case 'rows':
        return this.#table.addRows(message);
      case 'trouble':
        this.#notice.hidden = false;
        return setText(this.#notice, message.sentence);
      case 'gone':
        this.#empty.hidden = false;
        this.#main.hidden = true;
        return setText(this.#sentence, message.sentence);
    }
  }

  #show(message: PlanMessage): void {
    const { title, source, summary, notice, progress, share, actions, groups, matching, total, version } = message;
    const { canInclude, hasResult, hasDetails } = message;
    this.#empty.hidden = true;
    this.#main.hidden = false;
    document.title = title;
    setText(this.#title, title);
    setText(this.#source, source);
    setText(this.#summary, summary);
    this.#notice.hidden = !notice;
    setText(this.#notice, notice);
    this.#progress.hidden = !progress;
    setText(this.#progressText, progress);
    if (share === undefined) this.#bar.removeAttribute('value');
    else this.#bar.value = share;
    this.#bar.ariaLabel = progress || title;
    this.#showActions(actions);
    this.#showGroups(groups);
    const isRunning = progress !== '';
    this.#isRunning = this.#watch.isActive = isRunning;
    this.#including.hidden = !canInclude;
    this.#table.show({
      version,
      total: matching,
      hint: canInclude ? texts.tableHint : texts.tableHintFixed,
      hidden: [
        ...(canInclude ? [] : ['included' as const]),
        ...(hasResult || isRunning ? [] : ['state' as const]),
        // A plan that changes one field then has room for its old and new value.
        ...(hasDetails || isRunning ? [] : ['reason' as const]),
      ],
      count: matching === total ? String(total) : format(texts.ofRows, String(matching), String(total)),
    });
    this.#takeFocus();
  }

  /** The extension does not respond, so nothing here that it does works. */
  #showLost(): void {
    this.#progress.hidden = true;
    this.#notice.hidden = false;
    setText(this.#notice, texts.lost);
    const hasFocus = this.#actions.contains(document.activeElement);
    for (const element of this.#actions.querySelectorAll('button')) element.disabled = true;
    if (hasFocus) this.#title.focus({ preventScroll: true });
  }

  #showActive(row: ShownRow | undefined): void {
    this.#active.hidden = !row;
    if (!row) return;
    if (row.row !== this.#noted) this.#activeNote.replaceChildren();
    this.#noted = row.row;
    const { line, kindText, stateText, name, key, details, changes } = row;
    const number = String(row.row);
    const place = line === undefined ? format(texts.row, number) : format(texts.rowAndLine, number, String(line));
    const title = [place, stateText || kindText, name || key].filter(Boolean);
    setText(this.#activeTitle, title.join(' · '));
    this.#activeDetails.replaceChildren(...details.map((detail) => createElement('li', { dir: 'auto' }, detail)));
    setText(this.#activeValues, changes);
  }

  /**
   * A page that VS Code has just opened has the focus, but none of its elements. Tab continues from the heading, or from
   * the row that had the focus.
   */
  #takeFocus(): void {
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    if (!this.#table.restoreFocus()) this.#title.focus({ preventScroll: true });
  }

  /** Includes or excludes a row, or says why it cannot be. */
  #toggle(row: ShownRow): void {
    if (row.canChange) postToExtension({ kind: 'include', row: row.row, isIncluded: !row.isIncluded });
    else this.#activeNote.replaceChildren(this.#reasonToKeep(row));
  }

  #reasonToKeep({ kind }: ShownRow): string {
    if (kind !== 'add' && kind !== 'update') return texts.writesNothing;
    return this.#isRunning ? texts.isRunning : texts.hasEnded;
  }

  /** Keeps the buttons that stay, so that they keep the focus. */
  #showActions(actions: PlanMessage['actions']): void {
    const known = new Map([...this.#actions.children].map((element) => [element.id, element as HTMLButtonElement]));
    setChildren(
      this.#actions,
      actions.map(({ action, title }, index) => {
        const element = known.get(action) ?? this.#actionButton(action, title);
        element.id = action;
        element.className = index ? 'secondary' : 'primary';
        element.disabled = false;
        setText(element, title);
        return element;
      }),
    );
    if (!this.#pressed || this.#pressed.isConnected) return;
    this.#pressed = undefined;
    // Not if the user has gone elsewhere in the meantime.
    const isFree = document.activeElement === document.body || document.activeElement === this.#title;
    if (isFree) (this.#actions.querySelector('button') ?? this.#title).focus({ preventScroll: true });
  }

  #actionButton(action: PlanAction, title: string): HTMLButtonElement {
    const element = button('', title, () => {
      this.#pressed = element;
      postToExtension({ kind: 'act', action });
    });
    return element;
  }

  #showGroups(groups: readonly PlanGroup[]): void {
    const known = new Map([...this.#groups.children].map((element) => [element.id, element as HTMLButtonElement]));
    const { filter } = state.current;
    const isAll = !filter.kinds.length && !filter.states.length && !filter.isExcluded;
    const all = known.get('all') ?? button('choice', texts.all, () => this.#setFilter(everything));
    all.id = 'all';
    all.ariaPressed = String(isAll);
    setChildren(this.#groups, [
      all,
      ...groups.map((group) => {
        const id = `${group.by}-${group.id}`;
        const element = known.get(id) ?? button('choice', '', () => this.#setFilter(filterOf(group)));
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
    this.#table.restart();
    postToExtension({ kind: 'filter', filter });
  }
}

const everything = { kinds: [], states: [], isExcluded: false } as const;

function filterOf({ by, id }: PlanGroup): Partial<PlanFilter> {
  switch (by) {
    case 'kind':
      return { ...everything, kinds: [id as PlanFilter['kinds'][number]] };
    case 'state':
      return { ...everything, states: [id as PlanFilter['states'][number]] };
    case 'included':
      return { ...everything, isExcluded: true };
  }
}

function isChosen({ by, id }: PlanGroup, { kinds, states, isExcluded = false }: PlanFilter): boolean {
  if (by === 'included') return isExcluded;
  return ((by === 'kind' ? kinds : states) as readonly string[]).includes(id);
}

function cellOf(row: ShownRow, column: PlanColumn): Cell {
  switch (column) {
    case 'included': {
      if (row.canChange)
        return { text: row.isIncluded ? '☑' : '☐', label: row.isIncluded ? texts.included : texts.excluded };
      return { text: '', label: row.state === 'not-sent' ? texts.notSent : row.stateText };
    }
    case 'number':
      return { text: String(row.row) };
    case 'kind':
      return { text: row.kindText, className: `kind-${row.kind}` };
    case 'state':
      return { text: row.stateText, className: `state-${row.state}` };
    case 'name':
    case 'key':
    case 'changes':
      return { text: row[column] };
    case 'reason':
      return { text: row.details.join(' ') };
  }
}

function button(className: string, text: string, run: () => void): HTMLButtonElement {
  const element = createElement('button', { type: 'button', className }, text);
  element.addEventListener('click', run);
  return element;
}

/** Asks for the plan, as a page that was just opened. */
function requestPlan(): void {
  postToExtension({ kind: 'ready', filter: state.current.filter });
}

const page = new PlanPage();
addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  page.handle(data);
});
requestPlan();
