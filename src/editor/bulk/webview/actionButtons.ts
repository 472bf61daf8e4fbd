import { createButton, createElement, setChildren, setText } from '../../shared/webview/dom.ts';
import type { PlanAction, PlanMessage } from '../protocol.ts';
import { postToExtension } from './page.ts';

/** The actions that are possible now. */
export class ActionButtons {
  readonly element = createElement('div', { className: 'actions' });
  /** Has the focus if no action can have it. */
  readonly #heading: HTMLElement;
  /**
   * The action that the user has selected. The one that replaces it, such as Resume instead of Pause, has the focus.
   */
  #pressed: HTMLElement | undefined;

  constructor(heading: HTMLElement) {
    this.#heading = heading;
  }

  /** Keeps the buttons that stay, so that they keep the focus. */
  show(actions: PlanMessage['actions']): void {
    const known = new Map([...this.element.children].map((element) => [element.id, element as HTMLButtonElement]));
    setChildren(
      this.element,
      actions.map(({ action, title, isSecondary }, index) => {
        const element = known.get(action) ?? this.#button(action, title);
        element.id = action;
        element.className = index || isSecondary ? 'secondary' : 'primary';
        element.disabled = false;
        setText(element, title);
        return element;
      }),
    );
    if (!this.#pressed || this.#pressed.isConnected) return;
    this.#pressed = undefined;
    // Not if the user has gone elsewhere in the meantime.
    const isFree = document.activeElement === document.body || document.activeElement === this.#heading;
    if (isFree) (this.element.querySelector('button') ?? this.#heading).focus({ preventScroll: true });
  }

  disable(): void {
    const hasFocus = this.element.contains(document.activeElement);
    for (const element of this.element.querySelectorAll('button')) element.disabled = true;
    if (hasFocus) this.#heading.focus({ preventScroll: true });
  }

  #button(action: PlanAction, title: string): HTMLButtonElement {
    const element = createButton('', title, () => {
      this.#pressed = element;
      postToExtension({ kind: 'act', action });
    });
    return element;
  }
}
