import type { Disposable, TextDocument } from 'vscode';

/** Milliseconds without a change after which a document is looked at again. */
const pauseMs = 200;

/** Does something with documents, one at a time, so that other work of the extension host gets its turn in between. */
export class DocumentTurns implements Disposable {
  readonly #run: (document: TextDocument) => void;
  readonly #timers = new Map<TextDocument, NodeJS.Timeout>();
  readonly #due = new Set<TextDocument>();

  constructor(run: (document: TextDocument) => void) {
    this.#run = run;
  }

  /** As soon as no other document is due. */
  next(document: TextDocument): void {
    this.drop(document);
    this.#due.add(document);
    if (this.#due.size === 1) setImmediate(() => this.#runNext());
  }

  /** Once the document has not changed for a moment, if this is called at each change. */
  afterPause(document: TextDocument): void {
    this.drop(document);
    this.#timers.set(
      document,
      setTimeout(() => this.next(document), pauseMs),
    );
  }

  /** Does nothing with a document that was to have its turn. */
  drop(document: TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#due.delete(document);
  }

  #runNext(): void {
    const [document] = this.#due;
    if (!document) return;
    this.#due.delete(document);
    if (this.#due.size) setImmediate(() => this.#runNext());
    this.#run(document);
  }

  dispose(): void {
    for (const document of [...this.#timers.keys(), ...this.#due]) this.drop(document);
  }
}
