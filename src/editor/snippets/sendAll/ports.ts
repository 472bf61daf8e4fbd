import type { Uri } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { NamedRequestId } from '../../../kapture/namedRequests/findNamedRequest.ts';
import type { RequestText } from '../../shared/documents/requestText.ts';
import type { Log } from '../../shared/log.ts';
import type { RequestBodies, RequestVariables, Targets } from '../../shared/ports.ts';
import type { SendRequestOptions } from '../../shared/sending/sendRequestOptions.ts';

/** What sending several requests needs from other features. */
export interface SendAllPorts {
  readonly targets: Targets;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly requests: Pick<RequestBodies, 'namedRequest'> & {
    /** Whether a request can be sent. Otherwise, the user is told why. */
    check(operation: OperationId, request: RequestText): Promise<boolean>;
    /** Sends a request that was checked. Undefined if there is no response. */
    send(operation: OperationId, request: RequestText, options: SendRequestOptions): Promise<Exchange | undefined>;
  };
  readonly responses: {
    show(exchange: Exchange): Promise<void>;
    /** Marks the responses in sight as earlier than a request that has no response, or than a run that shows none. */
    markEarlier(request: Uri, startedAt?: number, later?: 'request' | 'run'): void;
  };
}

/** A request file that is sent with others, or one of the requests in a file with several. */
export interface RequestFile {
  readonly name: string;
  readonly uri: Uri;
  readonly operation: OperationId;
  /** Which request of the file, if it has several. */
  readonly named?: NamedRequestId | undefined;
}
