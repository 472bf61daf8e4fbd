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
  outgoing: ServerResponse,
  elsewhere: string,
): Promise<void> {
  switch (order.fault) {
    case 'none':
      return send(outgoing, answer());
    case 'slow': {
      const reply = answer();
      await waitOrClose(outgoing, order.seconds ?? 5);
      return send(outgoing, reply);
    }
    case '401':
      return send(outgoing, failureReply('invalid-auth-key'));
    case '429':
      return send(
        outgoing,
        ownFailureReply(429, 'too many requests.', { 'retry-after': String(Math.ceil(order.seconds ?? 1)) }),
      );
    case '500':
      return send(outgoing, ownFailureReply(500, 'server error.'));
    case 'html':
      return send(outgoing, { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: [loginPage] });
    case 'truncated': {
      const reply = answer();
      return send(outgoing, { ...reply, body: [firstHalf(reply)] });
    }
    case 'broken':
      return breakOff(outgoing, answer());
    case 'redirect':
      return send(outgoing, { status: 302, headers: { location: `${elsewhere}/login.html` }, body: [] });
    case 'hang':
      return;
  }
}

/** Sends a reply, as far as the client stays to hear it. */
export async function send(outgoing: ServerResponse, reply: SandboxReply): Promise<void> {
  outgoing.writeHead(reply.status, reply.headers);
  // It fails where the client has gone, and then nobody is left to tell.
  await pipeline(Readable.from(reply.body), outgoing).catch(() => undefined);
}

async function waitOrClose(outgoing: ServerResponse, seconds: number): Promise<void> {
  const stop = new AbortController();
  const wait = setTimeout(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([wait, once(outgoing, 'close', { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
}

/** Promises twice as much as it sends, and drops the connection. */
async function breakOff(outgoing: ServerResponse, reply: SandboxReply): Promise<void> {
  const half = firstHalf(reply);
  outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': String(2 * Buffer.byteLength(half)) });
  await new Promise((done) => outgoing.write(half, done));
  outgoing.destroy();
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
