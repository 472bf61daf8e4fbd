import { createElement, setText } from '../../shared/webview/dom.ts';
import { HostWatch } from '../../shared/webview/hostWatch.ts';
import type { PlanMessage, ToPage } from '../protocol.ts';
import { ActionButtons } from './actionButtons.ts';
import { postToExtension, state, texts } from './page.ts';
import { PlanTable } from './planTable.ts';
import { RowFilter } from './rowFilter.ts';

/** The page of a plan. Data from files and servers is only ever text. */
class PlanPage {
  readonly #title = createElement('h1', { tabIndex: -1 });
  readonly #source = createElement('p', { className: 'whose' });
  readonly #summary = createElement('p', { className: 'summary' });
  readonly #notice = createElement('p', { className: 'notice', role: 'status', hidden: true });
  readonly #progressText = createElement('p', { role: 'status' });
  readonly #bar = createElement('progress', { max: 1 });
  readonly #progress = createElement('div', { className: 'running', hidden: true }, this.#progressText, this.#bar);
  readonly #actions = new ActionButtons(this.#title);
  readonly #filter = new RowFilter(() => this.#table.restart());
  readonly #table = new PlanTable();
  readonly #sentence = createElement('p');
  readonly #empty = createElement('div', { className: 'empty', hidden: true }, this.#sentence);
  readonly #main = createElement(
    'div',
    { className: 'parts' },
    this.#summary,
    this.#notice,
    this.#progress,
    this.#actions.element,
    this.#filter.element,
    this.#table.element,
  );
  /** Asks during a run or a lookup. */
  readonly #watch = new HostWatch({
    ask: () => postToExtension({ kind: 'ask' }),
    isHidden: () => document.hidden,
    onChange: (isLost) => (isLost ? this.#showLost() : requestPlan()),
  });

  constructor() {
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
    const { title, source, summary, notice, progress, share, actions } = message;
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
    this.#actions.show(actions);
    this.#filter.show(message);
    this.#watch.isActive = progress !== '';
    this.#table.show(message);
    this.#takeFocus();
  }

  /** The extension does not respond, so nothing here that it does works. */
  #showLost(): void {
    this.#progress.hidden = true;
    this.#notice.hidden = false;
    setText(this.#notice, texts.lost);
    this.#actions.disable();
  }

  /**
   * A page that VS Code has just opened has the focus, but none of its elements. Tab continues from the heading, or
   * from the row that had the focus.
   */
  #takeFocus(): void {
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    if (!this.#table.restoreFocus()) this.#title.focus({ preventScroll: true });
  }
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
