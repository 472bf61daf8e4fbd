import type { Event, Uri } from 'vscode';
import type { AuthKey } from '../kapture/authKey.ts';
import type { Target } from '../kapture/client.ts';
import type { OperationId } from '../kapture/operations.ts';
import type { VariableLookup } from '../kapture/variables.ts';

/** What the features ask of the connections; `extension.ts` hands it over. */
export interface Targets {
  /** Name of the connection that requests go to now. */
  readonly activeName: string | undefined;
  readonly onDidChange: Event<void>;
  /** The active connection with its key for an operation. Asks for what is missing; undefined if the user did not want to say. */
  resolve(operation: OperationId): Promise<Target | undefined>;
  /** The same for a connection by its name. */
  resolveNamed(name: string, operation: OperationId): Promise<Target | undefined>;
}

/** What the variables of requests stand for. */
export interface RequestVariables {
  /** A variable may have another value from now on. */
  readonly onDidChange: Event<void>;
  /** For one sending of a document. */
  lookupFor(document: Uri): Promise<VariableLookup>;
  /** From what is known at once, for warnings as one types. */
  knownLookup(document: Uri): VariableLookup;
}

/** The sandbox, as the connections see it. */
export interface SandboxAccess {
  readonly key: AuthKey;
  /** Starts it if need be; its base URL. */
  start(): Promise<string>;
}

/** Name of the connection that is always there. */
export const sandboxName = 'Sandbox';
