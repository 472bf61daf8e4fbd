import type { Uri } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { RunRequest } from '../../../kapture/exchange/requestsConfirmation.ts';
import type { RequestText } from '../documents/requestText.ts';
import type { WrittenCustomer } from './pipeline/writtenCustomer.ts';
import type { RequestRun } from './requestRun.ts';
import type { Purpose } from './sentExchange.ts';
import type { UncertainWrite } from './uncertainWrite.ts';

/**
 * The body to send, or a function that creates it for the resolved connection. The function returns undefined if
 * nothing can be sent and the user was told why.
 */
export type Body = string | ((connection: Connection) => Promise<string | undefined>);

export interface SendRequestOptions {
  /** Name of the connection. Default: the active one. */
  readonly connection?: string | undefined;
  /** The tenant of the data. The request is sent only through a connection to this tenant, preferably `connection`. */
  readonly tenant?: string | undefined;
  /** False: nothing is sent if a connection or key is missing, and the user is not asked for it. Default: true. */
  readonly ask?: boolean;
  /** The connection that the user has already confirmed. Nothing is sent if it has changed since. */
  readonly expected?: Connection | undefined;
  /** True: the user is asked before a write to any connection. Default: only where a write needs a confirmation. */
  readonly asksBeforeWrite?: boolean;
  /** The customer that the write changes, if it is already loaded. It is shown in the confirmation. */
  readonly customer?: WrittenCustomer;
  /** Whether the body may use secret variables, because the user wrote it. Missing ones are asked for. */
  readonly usesSecrets?: boolean;
  /** Called right before a write is sent. */
  readonly onWillSend?: () => unknown;
  /**
   * The URL of the original request if this sends it again. If a write would now go to another URL, the user is asked
   * first.
   */
  readonly previousUrl?: string | undefined;
  /** Called after a confirmation, which may have been open a long time. Returns whether to send the write. */
  readonly recheck?: () => Promise<boolean>;
  /** Runs on Retry after a failed read. Receives the name of the connection. */
  readonly retry?: (connection: string) => unknown;
  /**
   * Lets the user convert a body that is in another dialect than the connection's. Without it, the user can only send
   * such a body as it is.
   */
  readonly convert?: ((connection: Connection) => unknown) | undefined;
  /**
   * Receives the error message, which is otherwise shown to the user, and whether a write may have been carried out
   * nevertheless.
   */
  readonly onProblem?: ((sentence: string, mayHaveBeenCarriedOut: boolean) => void) | undefined;
  /** The run that the request is a part of. The run shows the progress. */
  readonly run?: (RequestRun & { readonly request: RunRequest }) | undefined;
  /** The uncertain write whose customer this Get fetches. The user is told whether its values are stored. */
  readonly write?: UncertainWrite | undefined;
  /** Default: `request`. */
  readonly purpose?: Purpose;
  /** The write is an update that writes back what an earlier one replaced. */
  readonly isRevert?: true | undefined;
  /** The part of a document that is sent. */
  readonly source?: RequestText | undefined;
  /** The document of the original request if this sends it again. */
  readonly request?: Uri | undefined;
}
