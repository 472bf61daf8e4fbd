import { isDeepStrictEqual } from 'node:util';
import type { Memento } from 'vscode';
import type { Log } from '../../shared/log.ts';
import type { StoredSecrets } from './storedSecrets.ts';

const movesKey = 'keyMoves';

interface KeyMove {
  readonly from: string;
  readonly to: string;
  /** The digest of the origin whose secrets are moved. Earlier versions did not store it. */
  readonly tenant?: string;
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
  move(from: string, to: string, tenant: string): Promise<boolean> {
    return this.#enqueue(async () => {
      const earlier = this.#moves.filter((move) => move.from !== from);
      // Pending moves to a name that is now renamed go straight to the new name. Newer keys win, so they go first.
      const moves = [{ from, to, tenant }, ...earlier.map((move) => (move.to === from ? { ...move, to } : move))];
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

  /** Makes each move after the one that vacates its target. */
  async #tryMoves(): Promise<void> {
    const failed = new Set<string>();
    for (;;) {
      const open = this.#moves.filter(({ from }) => !failed.has(from));
      const next = open.find(({ to }) => isAside(to) || !this.isFormerName(to));
      if (next) {
        if (!(await this.#tryMove(next))) failed.add(next.from);
      } else if (open[0] && !failed.size) {
        await this.#moveAside(circularOf(open[0], open));
      } else {
        return;
      }
    }
  }

  async #tryMove(move: KeyMove): Promise<boolean> {
    const { from, to, tenant } = move;
    try {
      await this.#stored.move(from, to, tenant);
      await this.#setMoves(this.#moves.filter((other) => !isDeepStrictEqual(other, move)));
      return true;
    } catch (error) {
      this.#log.error(`The auth keys of ${from} could not be moved to ${to}.`, error);
      return false;
    }
  }

  /** Lets connections exchange their names: the keys of one of them move in two steps. */
  async #moveAside(move: KeyMove): Promise<void> {
    const aside = asideOf(move.from);
    const others = this.#moves.filter((other) => !isDeepStrictEqual(other, move));
    await this.#setMoves([{ ...move, to: aside }, { ...move, from: aside }, ...others]);
  }

  get #moves(): readonly KeyMove[] {
    return this.#state.get(movesKey, []);
  }

  async #setMoves(moves: readonly KeyMove[]): Promise<void> {
    if (!isDeepStrictEqual(moves, this.#moves)) await this.#state.update(movesKey, moves);
  }
}

/** A move of a circle, if each move waits for another one. */
function circularOf(first: KeyMove, moves: readonly KeyMove[]): KeyMove {
  // The moves lead into the circle after at most as many steps as there are moves.
  return moves.reduce((move) => moves.find(({ from }) => from === move.to) ?? move, first);
}

/** A name that no connection has, because names are trimmed. */
function asideOf(name: string): string {
  return ` ${name}`;
}

function isAside(name: string): boolean {
  return name.startsWith(' ');
}
