import { createHandler, type HandlerOptions } from '../../../../src/sandbox/sandboxHandler.ts';
import { sampleCustomers } from '../../../../src/sandbox/sampleCustomers.ts';
import { bodyText } from '../../../../src/sandbox/sandboxResponse.ts';
import { Store } from '../../../../src/sandbox/store.ts';
import { serveHttp, type LocalServer, type SeenRequest } from '../http/localServer.ts';

/** A response of a tenant instead of the sandbox's. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

export const invalidJson: Answer = { status: 400, body: { message: 'Invalid Json.', status: 'failed' } };

/** A server that responds like the sandbox, except to what `answer` responds to, and records its requests. */
export function serveSandbox(
  answer: (request: SeenRequest) => Answer | 'silence' | undefined = () => undefined,
  options: HandlerOptions = {},
): Promise<LocalServer> {
  const handle = createHandler(new Store(() => sampleCustomers), options);
  return serveHttp((response, request) => {
    const own = answer(request);
    if (own === 'silence') return;
    if (own) {
      response.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.body));
      return;
    }
    const handled = handle(request);
    response.writeHead(handled.status, handled.headers).end(bodyText(handled));
  });
}

/** The response of a tenant whose Pull understands only the nested body. */
export function nestedPullOnly({ path, body }: SeenRequest): Answer | undefined {
  return path.startsWith('/select-customer') && body.startsWith('[') ? invalidJson : undefined;
}
