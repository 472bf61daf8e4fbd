import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import type { Identifier } from '../../../../src/kapture/bulk/plans/identifiers.ts';
import type { PlanCounts, PlanHead } from '../../../../src/kapture/bulk/plans/plan.ts';
import { rowStates, type PlanRow, type RowInput } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { reasonTexts } from '../../../../src/kapture/bulk/results/rowTexts.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import type { Target } from '../../../../src/kapture/exchange/exchange.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import type { FaultSettings } from '../../../../src/sandbox/faults.ts';
import { respondWithFault } from '../../../../src/sandbox/respondWithFault.ts';
import type { SandboxResponse } from '../../../../src/sandbox/sandboxResponse.ts';
import { createHandler } from '../../../../src/sandbox/sandboxHandler.ts';
import { Store } from '../../../../src/sandbox/store.ts';
import { blankCustomer, type StoredCustomer } from '../../../../src/sandbox/storedCustomer.ts';
import { targetOf } from '../target.ts';

export interface SeenCall {
  readonly isWrite: boolean;
  readonly body: string;
}

/** A sandbox with the customers of a test, whose store the test can change and count. */
export interface BulkSandbox {
  readonly url: string;
  readonly store: Store;
  readonly client: KaptureClient;
  readonly calls: SeenCall[];
  /** How often a write of each phone or ID was carried out. */
  readonly carriedOut: Map<string, number>;
  /** The fault of a request; none by default. */
  fault: (call: SeenCall) => FaultSettings | undefined;
  /** Called before a request is answered. */
  before: (call: SeenCall) => void;
  /** The body of a response with HTTP 200 to send in place of the sandbox's own. */
  instead: (call: SeenCall) => string | undefined;
  target(settings?: Partial<Connection>): Target;
  close(): Promise<void>;
}

/** Values of a customer that tests set. */
export type CustomerValues = Partial<
  Pick<
    StoredCustomer,
    'name' | 'phone' | 'email' | 'code' | 'city' | 'state' | 'contacts' | 'phoneMasked' | 'emailMasked'
  >
>;

/** A stored customer, whose contact has its name, phone and email unless it is given. */
export function customer(id: number, values: CustomerValues): StoredCustomer {
  const blank = blankCustomer(id, '2024-05-01 10:00:00', 0);
  const { name = `Customer ${id}`, phone = '', email = '' } = values;
  const contacts = values.contacts ?? [{ ...blank.contacts[0], name, phone, email }];
  return { ...blank, ...values, name, phone, email, contacts };
}

export async function bulkSandbox(customers: readonly StoredCustomer[]): Promise<BulkSandbox> {
  const store = new Store(() => customers);
  const handle = createHandler(store);
  const calls: SeenCall[] = [];
  const carriedOut = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming
      .setEncoding('utf8')
      .on('data', (piece: string) => (body += piece))
      .on('end', () => {
        const path = incoming.url ?? '';
        const isWrite = path.includes('add-update');
        const call = { isWrite, body };
        calls.push(call);
        box.before(call);
        const answer = () => {
          const text = box.instead(call);
          if (text !== undefined) return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
          const response = handle({ method: 'POST', path, headers: incoming.headers, body });
          if (isWrite && response.status === 200) {
            const id = /"(?:kapture_customer_id|phone|email_id)":\s*"?([^",}]+)/.exec(body)?.[1] ?? body;
            carriedOut.set(id, (carriedOut.get(id) ?? 0) + 1);
          }
          return response;
        };
        const form = () => formOf(isWrite ? 'update' : 'get', 'flat');
        const faulty = { form, answer, responds: (response: SandboxResponse) => response };
        void respondWithFault(box.fault(call) ?? { fault: 'none' }, faulty, outgoing, 'http://localhost:9');
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new KaptureClient(createTransport(), { maxBytes: 10_000_000, backoffMs: 5 });
  const box: BulkSandbox = {
    url,
    store,
    client,
    calls,
    carriedOut,
    fault: () => undefined,
    before: () => undefined,
    instead: () => undefined,
    target: (settings = {}) => targetOf(url, settings),
    close: async () => {
      await client.close();
      server.close();
      server.closeAllConnections();
    },
  };
  return box;
}

/** A row of a file, with values as text. */
export function rowOf(
  row: number,
  key: string,
  values: Readonly<Record<string, unknown>>,
  more: Partial<RowInput> = {},
): RowInput {
  const fields = new Map(Object.entries(values).map(([field, value]) => [field, JSON.stringify(value)]));
  return { row, line: row + 1, key, fields, repairs: [], reasons: [], ...more };
}

export interface TemporaryStore {
  readonly store: PlanDatabase;
  readonly path: string;
  readonly remove: () => void;
}

export function temporaryStore(): TemporaryStore {
  const folder = mkdtempSync(join(tmpdir(), 'kapture-bulk-'));
  const path = join(folder, 'plans.db');
  const store = PlanDatabase.open(path);
  return {
    store,
    path,
    remove: () => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a sandbox and a store of plans before each test, and closes them after it. */
export function forEachTest(
  customers: readonly StoredCustomer[],
  use: (box: BulkSandbox, files: TemporaryStore) => void,
): void {
  let close: () => Promise<void>;
  beforeEach(async () => {
    const box = await bulkSandbox(customers);
    const files = temporaryStore();
    close = async () => {
      await box.close();
      files.remove();
    };
    use(box, files);
  });
  afterEach(() => close());
}

/** What a plan is created from, on the connection of a target. */
export function planOf(target: Target, identifier: Identifier) {
  return { connection: target.connection, identifier, title: 'customers.csv' };
}

export function reasonsOf({ reasons }: Pick<PlanRow, 'reasons'>): string {
  return reasonTexts({ reasons }, { textOf: inEnglish, shown: (text) => text }).join(' ');
}

export function headOf(more: Partial<PlanHead> = {}): PlanHead {
  return {
    ...{ id: 1, title: 'a.csv', tenant: 'https://acme.example', connection: 'Acme', identifier: 'phone', rows: 9 },
    ...{ dialect: 'flat', binding: '[]', createdAt: 0, isRead: true, status: 'ready', isInUse: false, columns: ['A'] },
    ...more,
  };
}

export function countsOf(rows: Partial<PlanCounts['rows']>, more: Partial<PlanCounts> = {}): PlanCounts {
  const none = Object.fromEntries(rowStates.map((state) => [state, 0])) as PlanCounts['rows'];
  return {
    rows: { ...none, ...rows },
    ...{ omitting: 0, renames: 0, updated: 0, reverted: 0, canRevert: false },
    notReverted: { fields: 0, customers: 0, unknown: 0, otherCustomer: 0 },
    ...more,
  };
}
