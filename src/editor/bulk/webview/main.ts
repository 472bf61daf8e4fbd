import { createButton, createElement, setChildren, setText } from '../../shared/webview/dom.ts';
import type { PlanAction, PlanMessage, ToPage } from '../protocol.ts';
import { postToExtension, state } from './page.ts';
import { PlanTable } from './planTable.ts';
import { RowFilter } from './rowFilter.ts';

class ActionButtons {
  readonly element = createElement('div', { className: 'actions' });
  /** Receives the focus if no action can have it. */
  readonly #heading: HTMLElement;
  /**
   * The action that the user has pressed. The action that replaces it, such as Resume for Pause, receives the focus.
   */
  #pressed: HTMLElement | undefined;

  constructor(heading: HTMLElement) {
    this.#heading = heading;
  }

  /** Shows actions. Buttons of actions that are already shown are kept, so that they keep the focus. */
  show(actions: PlanMessage['actions']): void {
    const known = new Map([...this.element.children].map((element) => [element.id, element as HTMLButtonElement]));
    setChildren(
      this.element,
      actions.map(({ action, title, isSecondary }, index) => {
        const element = known.get(action) ?? this.#button(action, title);
        element.id = action;
        element.className = index || isSecondary ? 'secondary' : 'primary';
        setText(element, title);
        return element;
      }),
    );
    if (!this.#pressed || this.#pressed.isConnected) return;
    this.#pressed = undefined;
    // The focus does not move if the user has gone elsewhere in the meantime.
    const isFree = document.activeElement === document.body || document.activeElement === this.#heading;
    if (isFree) (this.element.querySelector('button') ?? this.#heading).focus({ preventScroll: true });
  }

  #button(action: PlanAction, title: string): HTMLButtonElement {
    const element = createButton('', title, () => {
      this.#pressed = element;
      postToExtension({ kind: 'act', action });
    });
    return element;
  }
}

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
    switch (message.kind) {
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
    this.#table.show(message);
    this.#takeFocus();
  }

  /**
   * Takes the focus in a page that VS Code has just opened: the page has the focus, but none of its elements. Tab
   * continues from the heading, or from the row that had the focus.
   */
  #takeFocus(): void {
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    if (!this.#table.restoreFocus()) this.#title.focus({ preventScroll: true });
  }
}

const page = new PlanPage();
addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  page.handle(data);
});
postToExtension({ kind: 'ready', filter: state.current.filter });
