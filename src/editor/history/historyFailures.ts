import * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';

type Failures = { read?: string | undefined; write?: string | undefined };

/** Why the history fails, as sentences. Each failure is logged once. The methods return whether a sentence changed. */
export class HistoryFailures {
  readonly #log: Log;
  readonly #failures: Failures = {};

  constructor(log: Log) {
    this.#log = log;
  }

  /** The failure to show; undefined if the history works. */
  get shown(): string | undefined {
    return this.#failures.write ?? this.#failures.read;
  }

  fail(kind: 'read' | 'write', error: unknown): boolean {
    const reason = error instanceof Error ? error.message : String(error);
    const failure =
      kind === 'read'
        ? vscode.l10n.t('The history could not be read: {0}', reason)
        : vscode.l10n.t('The history could not be saved: {0}', reason);
    return this.#note(kind, failure, error);
  }

  succeed(kind: 'read' | 'write'): boolean {
    return this.#note(kind, undefined);
  }

  #note(kind: keyof Failures, failure: string | undefined, cause?: unknown): boolean {
    if (failure === this.#failures[kind]) return false;
    this.#failures[kind] = failure;
    if (failure !== undefined) this.#log.error(failure, cause);
    return true;
  }
}
