import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { FaultSettings } from './faults.ts';
import type { OperationForm } from '../kapture/catalogue/form.ts';
import { keyFailure } from './sandboxHandler.ts';
import { bodyText, envelopeOf, failureResponse, sandboxFailure, type SandboxResponse } from './sandboxResponse.ts';

/** A request that may get a fault. */
export interface FaultyCall {
  readonly form: () => OperationForm;
  /** Carries out the request and returns the response. Not called for a fault that refuses the request. */
  readonly answer: () => SandboxResponse;
}

/**
 * Responds to one request with a fault. A fault that refuses the request has the failure of the request's form.
 * `elsewhere` is another origin on this machine, for redirects.
 */
export async function respondWithFault(
  settings: FaultSettings,
  { form, answer }: FaultyCall,
  outgoing: ServerResponse,
  elsewhere: string,
): Promise<void> {
  const reply = (response: SandboxResponse): Promise<void> => send(outgoing, response);
  switch (settings.fault) {
    case 'none':
      return reply(answer());
    case 'slow': {
      const response = answer();
      await waitOrClose(outgoing, settings.seconds ?? 5);
      return reply(response);
    }
    case '401':
      return reply(failureResponse(keyFailure(form(), true), envelopeOf(form())));
    case '429':
      return reply(tooManyRequests(settings, form()));
    case '429-late':
      answer();
      return reply(tooManyRequests(settings, form()));
    case '500':
      return reply(sandboxFailure(500, 'server error.', envelopeOf(form())));
    case 'html':
      return reply({ status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: [loginPage] });
    case 'truncated': {
      const response = answer();
      return reply({ ...response, body: [firstHalf(response)] });
    }
    case 'broken': {
      const response = answer();
      return sendHalf(outgoing, { ...response, body: [firstHalf(response)] });
    }
    case 'redirect':
      return reply({ status: 302, headers: { location: `${elsewhere}/login.html` }, body: [] });
    case 'hang':
      return;
  }
}

function tooManyRequests({ seconds = 1 }: FaultSettings, form: OperationForm): SandboxResponse {
  const headers = { 'retry-after': String(Math.ceil(seconds)) };
  return sandboxFailure(429, 'too many requests.', envelopeOf(form), headers);
}

/** Sends a response. A client that closes the connection is ignored. */
export async function send(outgoing: ServerResponse, response: SandboxResponse): Promise<void> {
  begin(outgoing, response);
  // The pipeline fails only if the client has closed the connection.
  await pipeline(Readable.from(response.body), outgoing).catch(() => undefined);
}

function begin(outgoing: ServerResponse, { status, headers }: SandboxResponse): void {
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.writeHead(status);
}

async function waitOrClose(outgoing: ServerResponse, seconds: number): Promise<void> {
  const stop = new AbortController();
  const wait = setTimeout(seconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([wait, once(outgoing, 'close', { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
}

/** Announces twice the length of a body, then drops the connection after it. */
async function sendHalf(outgoing: ServerResponse, response: SandboxResponse): Promise<void> {
  const half = bodyText(response);
  outgoing.setHeader('content-length', String(2 * Buffer.byteLength(half)));
  begin(outgoing, response);
  await new Promise((done) => outgoing.write(half, done));
  outgoing.destroy();
}

/** The maximum length of a body to cut, because the longest responses do not fit into a string. */
const longestBody = 1 << 24;

function firstHalf(response: SandboxResponse): string {
  const text = bodyText(response, longestBody);
  return text.slice(0, text.length >> 1);
}

const loginPage = `<!DOCTYPE html>
<html><head><title>Login</title></head>
<body><h1>Sign in</h1><form method="post"><input name="username"><input name="password" type="password"></form></body></html>
`;
