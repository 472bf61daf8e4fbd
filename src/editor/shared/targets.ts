import type { Event } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';

/** What the features need from the connections. `extension.ts` passes it to them. */
export interface Targets {
  readonly activeName: string | undefined;
  /** Every usable connection, without its key. The base URL of the sandbox is unknown until it runs. */
  readonly all: readonly Connection[];
  /** The names of connections whose settings are invalid. */
  readonly unusable: readonly string[];
  readonly onDidChange: Event<void>;
  /**
   * The connection to a tenant: the one with the given name if it leads there, or else the active one, or else the
   * first one. Undefined if none leads there; then requests and refreshes for the tenant are impossible.
   */
  connectionOf(tenant: string, name?: string): Connection | undefined;
  /**
   * The connection with a name, or the active one, without its key. Starts the sandbox if needed, and asks if no
   * connection is active.
   */
  resolveConnection(name?: string): Promise<Connection | undefined>;
  /** The active connection with its key for an operation. Asks for what is missing; undefined if the user cancels. */
  resolve(operation: OperationId): Promise<Target | undefined>;
  /** Like {@link resolve}, for a connection by name. With `ask: false`, undefined if anything is missing. */
  resolveNamed(name: string, operation: OperationId, options?: { readonly ask?: boolean }): Promise<Target | undefined>;
  /**
   * The target with the values of secret variables, which are stored for the origin of its connection. Asks for missing
   * values; undefined if the user cancels.
   */
  addSecrets(target: Target, names: readonly string[]): Promise<Target | undefined>;
  /** The names of the secret variables that are sent without asking for their values. */
  secretNames(connection: Connection): Promise<readonly string[]>;
  /**
   * The stored key of an operation and the stored values of secret headers and variables, to redact them. Asks for
   * nothing.
   */
  storedSecrets(name: string, operation: OperationId): Promise<readonly string[]>;
}

/** Resolves connections without asking for a key. */
export interface ConnectionResolver {
  readonly resolveConnection: Targets['resolveConnection'];
  /** The paths of all operations of all connections. */
  knownPaths(): readonly { readonly operation: OperationId; readonly path: string }[];
}

/** The entries of the connections in the user's settings. */
export interface ConnectionEntries {
  /** Lets the user pick a connection. Returns its name; undefined if the user cancels. */
  pick(title: string): Promise<string | undefined>;
  findEntry(name: string): Readonly<Record<string, unknown>> | undefined;
  /** Replaces the entry with a name by the result of `change`. Does nothing if there is none. */
  change(
    name: string,
    change: (entry: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

/** A curl command whose request is open. */
export interface PastedCommand {
  readonly text: string;
  /** Receives the name of a connection that is added from the command. */
  readonly onAdded: (name: string) => Promise<void>;
}

/** Offers to store auth keys found in other input, such as a pasted command. */
export interface KeyOffers {
  /** If no connection has the origin of a curl command, says so and offers to add one from the command. */
  offerConnection(origin: string, command: PastedCommand): Promise<void>;
  /**
   * Offers to store the key of a curl command for a connection with its origin, or to add one from the command. Does
   * nothing if the key is already stored.
   */
  offerKey(origin: string, key: AuthKey, operation: OperationId, command: PastedCommand): Promise<void>;
}

export interface SandboxAccess {
  readonly key: AuthKey;
  /** Starts the sandbox if it is not running. Returns its base URL. */
  start(): Promise<string>;
}
