import { isDeepStrictEqual } from 'node:util';
import type { Memento } from 'vscode';
import type { Log } from '../shared/log.ts';
import type { StoredSecrets } from './storedSecrets.ts';

const movesKey = 'keyMoves';

interface KeyMove {
  readonly from: string;
  readonly to: string;
}

/** Moves the secrets of renamed connections. A move that fails is stored, and each later use of a secret retries it. */
export class KeyMoves {
  readonly #stored: StoredSecrets;
  readonly #state: Memento;
  readonly #log: Log;
  /** Settles when the secrets of renamed connections were moved or could not be moved. */
  #moved: Promise<unknown> = Promise.resolve();

  /** `state` stores which connections' secrets are yet to be moved. */
  constructor(stored: StoredSecrets, state: Memento, log: Log) {
    this.#stored = stored;
    this.#state = state;
    this.#log = log;
  }

  /** Resolves to false if the secrets are still under the former name. */
  move(from: string, to: string): Promise<boolean> {
    return this.#enqueue(async () => {
      const earlier = this.#moves.filter((move) => move.from !== from);
      // Pending moves to a name that is now renamed go straight to the new name. The newest keys are moved first.
      const moves = [{ from, to }, ...earlier.map((move) => (move.to === from ? { ...move, to } : move))];
      await this.#setMoves(moves.filter((move) => move.from !== move.to));
      await this.#tryMoves();
      return !this.isFormerName(from);
    });
  }

  /** Resolves when the pending moves were tried again. */
  async retry(): Promise<void> {
    await (this.#moves.length ? this.#enqueue(() => this.#tryMoves()) : this.#moved);
  }

  /** Whether the secrets under this name belong to a renamed connection. */
  isFormerName(name: string): boolean {
    return this.#moves.some(({ from }) => from === name);
  }

  /** The former names of a connection that still have its secrets. */
  formerNamesOf(name: string): readonly string[] {
    return this.#moves.flatMap(({ from, to }) => (to === name ? [from] : []));
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#moved.then(work);
    this.#moved = result.catch(() => undefined);
    return result;
  }

  async #tryMoves(): Promise<void> {
    for (const { from, to } of this.#moves) {
      try {
        await this.#stored.copy(from, to);
        await this.#stored.delete(from, this.#stored.allSlots(from));
        await this.#setMoves(this.#moves.filter((move) => move.from !== from || move.to !== to));
      } catch (error) {
        this.#log.error(`The auth keys of ${from} could not be moved to ${to}.`, error);
      }
    }
  }

  get #moves(): readonly KeyMove[] {
    return this.#state.get(movesKey, []);
  }

  async #setMoves(moves: readonly KeyMove[]): Promise<void> {
    if (!isDeepStrictEqual(moves, this.#moves)) await this.#state.update(movesKey, moves);
  }
}
