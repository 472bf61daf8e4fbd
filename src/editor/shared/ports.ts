import type { Event, TextDocument, Uri } from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Selection, StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';

export { sandboxName } from '../../kapture/connection/connection.ts';

/** What the features ask of the connections; `extension.ts` hands it over. */
export interface Targets {
  /** Name of the connection that requests go to now. */
  readonly activeName: string | undefined;
  /** Every connection that can be used, without a key; the sandbox's address is not known before it runs. */
  readonly all: readonly Connection[];
  /** The names of those that cannot be used as they are in the settings. */
  readonly unusable: readonly string[];
  readonly onDidChange: Event<void>;
  /**
   * The connection that leads to a tenant now: the one that has or had that name if it does, else the active one, else the first that
   * does. Undefined if none does: then nothing of that tenant can be sent or refreshed.
   */
  connectionOf(tenant: string, name?: string): Connection | undefined;
  /** What the connection of that name is called now; the same name unless this window saw it renamed. */
  currentName(name: string): string;
  /** The active connection with its key for an operation. Asks for what is missing; undefined if the user did not want to say. */
  resolve(operation: OperationId): Promise<Target | undefined>;
  /** The same for a connection by its name. With `ask: false`, undefined where anything is missing. */
  resolveNamed(name: string, operation: OperationId, options?: { readonly ask?: boolean }): Promise<Target | undefined>;
}

/** Where requests go; no key is asked for. */
export interface Addresses {
  /** A connection, the active one if none is named. Starts the sandbox, and asks where none is chosen; undefined if there is none. */
  resolveConnection(name?: string): Promise<Connection | undefined>;
  /** Every path that a connection has an operation at. */
  knownPaths(): readonly { readonly operation: OperationId; readonly path: string }[];
}

/** Takes in auth keys that came with something else, such as a pasted command. */
export interface KeyOffers {
  /** Says that no connection has that origin, and offers to add one; nothing where there is one. */
  offerConnection(origin: string): Promise<void>;
  /** Offers to store a key for a connection of that origin, or to add one. Nothing is said where it is stored already. */
  offerKey(origin: string, key: AuthKey, operation: OperationId): Promise<void>;
}

/** The requests in editors, as they would be sent. */
export interface RequestBodies {
  /** The body of a document with the variables put in that it has for a connection; undefined if it cannot be sent, which the user was told. */
  bodyOf(operation: OperationId, document: TextDocument, connection: Connection): Promise<string | undefined>;
}

/** What the variables of requests stand for. */
export interface RequestVariables {
  /** A variable may have another value from now on. */
  readonly onDidChange: Event<void>;
  /** For one sending of a document to a connection. */
  lookupFor(document: Uri, connection: Connection): Promise<VariableLookup>;
  /** From what is known at once, for warnings as one types. */
  knownLookup(document: TextDocument): VariableLookup;
}

/** What an entry of the history hands to the commands of its menu: the request as it was sent, in JSON. */
export interface HistoryEntryRequest {
  readonly operation: OperationId;
  readonly url: string;
  readonly body: string;
  readonly connection: string;
}

/** The sandbox, as the connections see it. */
export interface SandboxAccess {
  readonly key: AuthKey;
  /** Starts it if need be; its base URL. */
  start(): Promise<string>;
}

/** The pulled customers that the customers view shows, and the store that they are in. */
export interface PulledCustomers {
  readonly model: {
    readonly onDidChange: Event<void>;
    /** Counts the readings that brought something else. */
    readonly version: number;
    readonly connection: string | undefined;
    readonly filter: string;
    readonly only: Selection | undefined;
    /** What there is to show, once all that was asked before is read; undefined before the first pull. */
    settled(): Promise<
      { readonly pull: StoredPull; readonly loaded: number; readonly missing: readonly unknown[] } | undefined
    >;
    isRunning(pull: number): boolean;
    /** Whether any pull of this window runs. */
    readonly isPulling: boolean;
    /** Has the view show others; resolves when it does. */
    update(change: { readonly filter?: string; readonly only?: Selection | undefined }): Promise<void>;
  };
  readonly keeper: {
    /** The store. Throws a `StoreError`. */
    open(): Promise<AsyncStore>;
    /** The store in a thread of its own, for questions that take long. Throws a `StoreError`. */
    openReader(): Promise<AsyncStore>;
    /** Ends that thread; what it has not answered fails. */
    closeReader(): Promise<void>;
    /** One sentence for what went wrong in the store, which is noted. */
    explain(error: unknown): string;
  };
}
