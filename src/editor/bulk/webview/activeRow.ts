import { createElement, format, setText } from '../../shared/webview/dom.ts';
import type { ShownRow } from '../protocol.ts';
import { texts } from './page.ts';

/** The active row in full, because cells are truncated. */
export class ActiveRow {
  readonly #title = createElement('h3', { id: 'active-title' });
  readonly details = createElement('ul', { id: 'active-details' });
  readonly #values = createElement('p', { className: 'values' });
  /** Why a key on the row did nothing. */
  readonly #note = createElement('p', { className: 'note', role: 'status' });
  /** The number of the row that the note is for. */
  #noted: number | undefined;
  readonly element = createElement(
    'section',
    // The keyboard scrolls it.
    { className: 'active', hidden: true, tabIndex: 0 },
    this.#title,
    this.#note,
    this.details,
    this.#values,
  );

  constructor() {
    this.element.setAttribute('aria-labelledby', this.#title.id);
  }

  show(row: ShownRow | undefined): void {
    this.element.hidden = !row;
    if (!row) return;
    if (row.row !== this.#noted) {
      this.#note.replaceChildren();
      this.element.scrollTop = 0;
    }
    this.#noted = row.row;
    const { line, kindText, stateText, name, key, details, changes } = row;
    const number = String(row.row);
    const place = line === undefined ? format(texts.row, number) : format(texts.rowAndLine, number, String(line));
    const title = [place, stateText || kindText, name.trim() || key].filter(Boolean);
    setText(this.#title, title.join(' · '));
    this.details.replaceChildren(...details.map((detail) => createElement('li', { dir: 'auto' }, detail)));
    setText(this.#values, changes);
  }

  note(text: string): void {
    this.#note.replaceChildren(text);
  }
}
