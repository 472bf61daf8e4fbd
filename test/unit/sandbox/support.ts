import { readLoose } from '../../../src/kapture/json/looseJson.ts';
import { tokenAt } from '../../../src/kapture/json/tokens.ts';
import { operations, type OperationId } from '../../../src/kapture/catalogue/registry.ts';
import type { brokenRule } from '../../../src/kapture/catalogue/failures.ts';
import { sandboxPassword, sandboxUser } from '../../../src/sandbox/credentials.ts';
import { GeneratedCustomers } from '../../../src/sandbox/generator.ts';
import { sampleCustomers } from '../../../src/sandbox/sampleCustomers.ts';
import { createHandler, type HandlerOptions } from '../../../src/sandbox/sandboxHandler.ts';
import { bodyText, type SandboxRequest } from '../../../src/sandbox/sandboxResponse.ts';
import { Store } from '../../../src/sandbox/store.ts';

/** 15:30:00 in India. */
export const noon = Date.parse('2026-03-10T10:00:00Z');
export const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The value is read leniently, as by the client, because the server's JSON is not always strict. */
  readonly value: Record<string, unknown>;
}

/** A sandbox without a socket. Its clock is at `noon` by default. */
export function sandbox(
  now: () => number = () => noon,
  rule?: typeof brokenRule,
  options: HandlerOptions = {},
): {
  readonly store: Store;
  readonly send: (request: Partial<SandboxRequest>) => Answer;
  readonly ask: (operation: OperationId, body: unknown) => Answer;
} {
  const store = new Store(
    () => sampleCustomers,
    () => new GeneratedCustomers({ now }),
  );
  const handle = createHandler(store, { now, ...(rule && { rule }), ...options });
  const send = (request: Partial<SandboxRequest>): Answer => {
    const response = handle({ method: 'POST', path: '/', headers: { authorization }, body: '', ...request });
    const text = bodyText(response);
    return {
      status: response.status,
      headers: response.headers,
      text,
      value: readLoose(text).value as Record<string, unknown>,
    };
  };
  const ask = (operation: OperationId, body: unknown): Answer =>
    send({ path: operations[operation].path, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { store, send, ask };
}

export { sample } from '../../samples.ts';

/** The unchanged tokens of a JSON text, without the white space between them. */
export function tokens(text: string): string[] {
  const found: string[] = [];
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end))
    found.push(text.slice(token.start, token.end));
  return found;
}

export function customersIn(answer: Answer): Record<string, unknown>[] {
  return answer.value['message'] as Record<string, unknown>[];
}

export function customerIn(answer: Answer): Record<string, unknown> {
  return answer.value['Customer Details'] as Record<string, unknown>;
}

export function contactsOf(record: Record<string, unknown>): Record<string, unknown>[] {
  return record['contacts'] as Record<string, unknown>[];
}
