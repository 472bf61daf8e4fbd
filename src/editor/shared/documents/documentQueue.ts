import type { Disposable, TextDocument } from 'vscode';

/** The time without changes after which a document is processed again, in milliseconds. */
const pauseMs = 200;

/** Processes documents one at a time, so that other extension code can run in between. */
export class DocumentQueue implements Disposable {
  readonly #run: (document: TextDocument) => void;
  readonly #timers = new Map<TextDocument, NodeJS.Timeout>();
  readonly #due = new Set<TextDocument>();

  constructor(run: (document: TextDocument) => void) {
    this.#run = run;
  }

  /** Processes a document as soon as the ones before it are done. */
  enqueue(document: TextDocument): void {
    this.remove(document);
    this.#due.add(document);
    if (this.#due.size === 1) setImmediate(() => this.#runNext());
  }

  /** Processes a document once it has not changed for a moment. Call this at each change. */
  enqueueAfterPause(document: TextDocument): void {
    this.remove(document);
    this.#timers.set(
      document,
      setTimeout(() => this.enqueue(document), pauseMs),
    );
  }

  remove(document: TextDocument): void {
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
    for (const document of [...this.#timers.keys(), ...this.#due]) this.remove(document);
  }
}
