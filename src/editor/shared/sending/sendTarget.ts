import { isDeepStrictEqual } from 'node:util';
import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { fieldsOfWrite, operationOfAct, writeActOf } from '../../../kapture/catalogue/writeAct.ts';
import { dialectOf, formFor, sandboxName, urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import { refuseReadOnly } from '../../../kapture/exchange/writeGuard.ts';
import type { MessageAction } from '../dialogs/messages.ts';
import { unreachableActions } from '../dialogs/showUnreachable.ts';
import type { Targets } from '../targets.ts';
import { unreachableText } from '../texts/connectionTexts.ts';
import type { Destination } from './sender.ts';

/** Ends a request before it is sent. */
export class NotSent extends Error {
  /** The sentence that tells the user why. Undefined if the user decided so, or was already told. */
  readonly sentence: string | undefined;
  /** What the user can do about it. */
  readonly actions: readonly MessageAction[];

  constructor(sentence?: string, ...actions: MessageAction[]) {
    super(sentence);
    this.sentence = sentence;
    this.actions = actions;
  }
}

/** The other properties of a connection that decide how a request is sent. */
const sentWith = ['headers', 'timeoutSeconds', 'caFile'] as const satisfies readonly (keyof Connection)[];

/** The sentence about any change of a connection other than of its URL or to read-only. */
export function changedText({ name }: Connection): string {
  return l10n.t('The connection {0} was changed in the meantime. Try again.', name);
}

/**
 * One sentence about how a connection has changed since it was shown to the user, such as in another window while a
 * confirmation was open; undefined if a request may still be sent.
 */
export function changeOfConnection(
  operation: OperationId,
  shown: Connection,
  { all }: Pick<Targets, 'all'>,
): string | undefined {
  const { name } = shown;
  // The base URL of the sandbox changes when it starts, so it does not count.
  if (name === sandboxName) return undefined;
  const now = all.find((candidate) => candidate.name === name);
  if (!now) return l10n.t('Nothing was sent: the connection {0} no longer exists or cannot be used.', name);
  const [before, after] = [urlOf(shown, operation), urlOf(now, operation)];
  if (before !== after)
    return l10n.t('Nothing was sent: {0} now points to {1}. Check the connection, then send again.', name, after);
  // A request is sent with the properties that were resolved before the confirmation, so a change of them counts.
  const isSame =
    dialectOf(shown, operation) === dialectOf(now, operation) &&
    sentWith.every((fact) => isDeepStrictEqual(now[fact], shown[fact]));
  if (!isSame) return changedText(shown);
  if (!operations[operation].writes) return undefined;
  if (shown.role !== now.role) return changedText(shown);
  return now.readOnly && !shown.readOnly
    ? l10n.t('Nothing was sent: the connection {0} is read-only.', name)
    : undefined;
}

/** Finds the connection and the key of one request, and asks the user for what is missing. */
export class TargetFinder {
  readonly #targets: Targets;
  readonly #destination: Destination;
  readonly #mayAsk: boolean;
  #hasAsked = false;

  constructor(targets: Targets, destination: Destination) {
    this.#targets = targets;
    this.#destination = destination;
    this.#mayAsk = destination.mayAsk ?? true;
  }

  /** Whether the user was asked for a connection or a key. */
  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  /**
   * The name of the connection; undefined if the user has to choose one. Throws `NotSent` if no connection leads to the
   * tenant.
   */
  name(): string | undefined {
    const { tenant, shown, connection } = this.#destination;
    const wanted = shown?.name ?? connection;
    if (tenant === undefined) return wanted ?? this.#targets.activeName;
    const found = this.#targets.connectionOf(tenant, wanted);
    if (!found) throw unreachable(tenant);
    return found.name;
  }

  /**
   * The connection, without its key. Throws `NotSent` if the user cancels or it leads to another tenant, and a
   * `KaptureError` for a write to a read-only connection.
   */
  async connection(name: string | undefined, operation: OperationId): Promise<Connection> {
    const known = this.#targets.all.find((candidate) => candidate.name === name);
    // This is checked before the user is asked for variables or for a key.
    if (known) refuseReadOnly(operation, known);
    else if (!this.#mayAsk) throw new NotSent();
    if (name === undefined) this.#hasAsked = true;
    const found = await this.#targets.resolveConnection(name);
    if (!found) throw new NotSent();
    refuseReadOnly(operation, found);
    this.#refuseOtherTenant(found);
    return found;
  }

  /**
   * The connection with its key. Throws `NotSent` if the user cancels or the connection leads to another tenant now.
   */
  async target(name: string, operation: OperationId): Promise<Target> {
    let found = await this.#targets.resolveNamed(name, operation, { ask: false });
    if (!found && this.#mayAsk) {
      this.#hasAsked = true;
      found = await this.#targets.resolveNamed(name, operation);
    }
    if (!found) throw new NotSent();
    this.#refuseOtherTenant(found.connection);
    return found;
  }

  /** Adds the values of secret variables. Throws `NotSent` if the user cancels. */
  async addSecrets(target: Target, names: readonly string[]): Promise<Target> {
    const missing = names.filter((name) => !Object.hasOwn(target.variables ?? {}, name));
    if (!missing.length) return target;
    this.#hasAsked = true;
    const complete = this.#mayAsk ? await this.#targets.addSecrets(target, missing) : undefined;
    if (!complete) throw new NotSent();
    return complete;
  }

  #refuseOtherTenant(connection: Connection): void {
    const { tenant } = this.#destination;
    if (tenant !== undefined && connection.tenant !== tenant) throw unreachable(tenant);
  }
}

function unreachable(tenant: string): NotSent {
  return new NotSent(l10n.t('Nothing was sent. {0}', unreachableText(tenant)), ...unreachableActions(tenant));
}

/**
 * The operation that a request is sent as. The body decides whether a write is an Add or an Update, so the confirmation
 * and the request follow the body. If the dialects of the two operations differ, the body is in that of the chosen
 * operation.
 */
export function operationToSend(chosen: OperationId, body: string, connection: Connection): OperationId {
  if (!operations[chosen].act) return chosen;
  const actual = operationOfAct(chosen, writeActOf(fieldsOfWrite(body), formFor(connection, chosen)));
  return dialectOf(connection, actual) === dialectOf(connection, chosen) ? actual : chosen;
}
