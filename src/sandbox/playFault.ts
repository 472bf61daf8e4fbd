import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { FaultOrder } from './faults.ts';
import { bodyText, failureReply, ownFailureReply, type SandboxReply } from './sandboxReply.ts';

/**
 * Answers one request under a fault. `answer` does what was asked and gives the reply; a fault that refuses never calls
 * it. `elsewhere` is an origin of this machine, but not the one that was asked.
 */
export async function playFault(
  order: FaultOrder,
  answer: () => SandboxReply,
  response: ServerResponse,
  elsewhere: string,
): Promise<void> {
  switch (order.fault) {
    case 'none':
      return send(response, answer());
    case 'slow': {
      const reply = answer();
      await waitOrClose(response, order.seconds ?? 5);
      return send(response, reply);
    }
    case '401':
      return send(response, failureReply('invalid-auth-key'));
    case '429':
      return send(
        response,
        ownFailureReply(429, 'too many requests.', { 'retry-after': String(Math.ceil(order.seconds ?? 1)) }),
      );
    case '500':
      return send(response, ownFailureReply(500, 'server error.'));
    case 'html':
      return send(response, { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: [loginPage] });
    case 'truncated': {
      const reply = answer();
      return send(response, { ...reply, body: [firstHalf(reply)] });
    }
    case 'broken':
      return breakOff(response, answer());
    case 'redirect':
      return send(response, { status: 302, headers: { location: `${elsewhere}/login.html` }, body: [] });
    case 'hang':
      return;
  }
}

/** Sends a reply, as far as the client stays to hear it. */
export async function send(response: ServerResponse, reply: SandboxReply): Promise<void> {
  response.writeHead(reply.status, reply.headers);
  // It fails where the client has gone, and then nobody is left to tell.
  await pipeline(Readable.from(reply.body), response).catch(() => undefined);
}

async function waitOrClose(response: ServerResponse, seconds: number): Promise<void> {
  const stop = new AbortController();
  const wait = setTimeout(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([wait, once(response, 'close', { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
}

/** Promises twice as much as it sends, and drops the connection. */
async function breakOff(response: ServerResponse, reply: SandboxReply): Promise<void> {
  const half = firstHalf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(2 * Buffer.byteLength(half)) });
  await new Promise((done) => response.write(half, done));
  response.destroy();
}

/** No string is long enough for the longest replies, and a part of them serves as well. */
const longestBody = 1 << 24;

function firstHalf(reply: SandboxReply): string {
  const text = bodyText(reply, longestBody);
  return text.slice(0, text.length >> 1);
}

const loginPage = `<!DOCTYPE html>
<html><head><title>Login</title></head>
<body><h1>Sign in</h1><form method="post"><input name="username"><input name="password" type="password"></form></body></html>
`;
