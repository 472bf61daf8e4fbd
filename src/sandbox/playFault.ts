import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { FaultOrder } from './faults.ts';
import { bodyText, failureResponse, ownFailureResponse, type SandboxResponse } from './sandboxResponse.ts';

/**
 * Answers one request under a fault. `answer` does what was asked and gives the response; a fault that refuses never calls
 * it. `elsewhere` is an origin of this machine, but not the one that was asked.
 */
export async function playFault(
  order: FaultOrder,
  answer: () => SandboxResponse,
  outgoing: ServerResponse,
  elsewhere: string,
): Promise<void> {
  switch (order.fault) {
    case 'none':
      return send(outgoing, answer());
    case 'slow': {
      const response = answer();
      await waitOrClose(outgoing, order.seconds ?? 5);
      return send(outgoing, response);
    }
    case '401':
      return send(outgoing, failureResponse('invalid-auth-key'));
    case '429':
      return send(
        outgoing,
        ownFailureResponse(429, 'too many requests.', { 'retry-after': String(Math.ceil(order.seconds ?? 1)) }),
      );
    case '500':
      return send(outgoing, ownFailureResponse(500, 'server error.'));
    case 'html':
      return send(outgoing, { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: [loginPage] });
    case 'truncated': {
      const response = answer();
      return send(outgoing, { ...response, body: [firstHalf(response)] });
    }
    case 'broken':
      return breakOff(outgoing, answer());
    case 'redirect':
      return send(outgoing, { status: 302, headers: { location: `${elsewhere}/login.html` }, body: [] });
    case 'hang':
      return;
  }
}

/** Sends a response, as far as the client stays to hear it. */
export async function send(outgoing: ServerResponse, response: SandboxResponse): Promise<void> {
  outgoing.writeHead(response.status, response.headers);
  // It fails where the client has gone, and then nobody is left to tell.
  await pipeline(Readable.from(response.body), outgoing).catch(() => undefined);
}

async function waitOrClose(outgoing: ServerResponse, seconds: number): Promise<void> {
  const stop = new AbortController();
  const wait = setTimeout(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([wait, once(outgoing, 'close', { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
}

/** Promises twice as much as it sends, and drops the connection. */
async function breakOff(outgoing: ServerResponse, response: SandboxResponse): Promise<void> {
  const half = firstHalf(response);
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': String(2 * Buffer.byteLength(half)) });
  await new Promise((done) => outgoing.write(half, done));
  outgoing.destroy();
}

/** No string is long enough for the longest responses, and a part of them serves as well. */
const longestBody = 1 << 24;

function firstHalf(response: SandboxResponse): string {
  const text = bodyText(response, longestBody);
  return text.slice(0, text.length >> 1);
}

const loginPage = `<!DOCTYPE html>
<html><head><title>Login</title></head>
<body><h1>Sign in</h1><form method="post"><input name="username"><input name="password" type="password"></form></body></html>
`;
