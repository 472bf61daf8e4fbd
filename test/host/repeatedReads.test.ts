import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { PlanPanel, refreshMs, type PanelPlace } from '../../src/editor/bulk/planPanel.ts';
import type { FromPage, ToPage } from '../../src/editor/bulk/protocol.ts';
import { CustomersModel } from '../../src/editor/customers/customersModel.ts';
import type { CustomerStorage } from '../../src/editor/customers/storage/customerStorage.ts';
import { countsOf } from '../unit/kapture/bulk/support.ts';
import { StoreError } from '../../src/kapture/store/storeError.ts';
import { fixture } from './support/fixture.ts';

const damaged = new StoreError('other', 'database disk image is malformed');

/** Waits for some turns of the event loop, enough for anything that is not delayed. */
async function pass(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

describe('the page of a plan whose rows cannot be read', () => {
  const received = new vscode.EventEmitter<FromPage>();
  const presentTimeout = globalThis.setTimeout;
  /** The refreshes that the page has delayed. */
  const delayed: (() => void)[] = [];
  let messages: ToPage[] = [];
  let failure: Error;
  let page: PlanPanel;

  /** Lets the time of ten refreshes pass. */
  async function passRefreshes(): Promise<void> {
    for (let refresh = 0; refresh < 10; refresh++) {
      await pass(10);
      for (const run of delayed.splice(0)) run();
    }
  }

  /** The page requests the rows of each version, as the real one does. */
  function post(message: ToPage): Promise<boolean> {
    messages.push(message);
    if (message.kind === 'plan') {
      const order = { column: 'number', descending: false } as const;
      received.fire({ kind: 'rows', version: message.version, order, offset: 0, limit: 100 });
    }
    return Promise.resolve(true);
  }

  beforeEach(() => {
    messages = [];
    globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
      const [run, milliseconds] = args;
      if (milliseconds !== refreshMs) return presentTimeout(...args);
      delayed.push(run);
      return presentTimeout(() => undefined, 0);
    }) as typeof setTimeout;
    const none = (): vscode.Disposable => new vscode.Disposable(() => undefined);
    const head = { id: 1, title: 'x', tenant: 't', connection: 'c', rows: 1, status: 'ready', dialect: 'flat' };
    const counts = countsOf({ update: 1 });
    const store = {
      plan: () => Promise.resolve(head),
      counts: () => Promise.resolve(counts),
      count: () => Promise.resolve(1),
      rows: async () => {
        await setImmediate();
        throw failure;
      },
    };
    const notices = new Map<number, string>();
    const changed = new vscode.EventEmitter<number>();
    const runs = {
      onDidChange: changed.event,
      active: () => undefined,
      notice: (plan: number) => notices.get(plan) ?? '',
      setNotice: (plan: number, notice: string) => {
        notices.set(plan, notice);
        changed.fire(plan);
      },
    };
    const panel = {
      visible: true,
      title: '',
      webview: { onDidReceiveMessage: received.event, postMessage: post },
      onDidChangeViewState: none,
      onDidDispose: none,
    };
    const { log } = fixture();
    const targets = { onDidChange: none, connectionOf: () => undefined, all: [], currentName: (name: string) => name };
    const place = { plans: { store }, runs, context: { targets, log } } as unknown as PanelPlace;
    page = new PlanPanel(1, panel as unknown as vscode.WebviewPanel, { script: '', style: '' }, place);
  });
  afterEach(() => {
    globalThis.setTimeout = presentTimeout;
    page.dispose();
    for (const run of delayed.splice(0)) run();
  });

  const kinds = (): string[] => messages.map(({ kind }) => kind);

  it('the database is damaged → the page says so, and does not request them again', async () => {
    failure = damaged;
    received.fire({ kind: 'ready', filter: { search: '' } });
    await passRefreshes();
    assert.deepEqual(kinds(), ['plan', 'trouble']);
    const last = messages.at(-1)!;
    assert.equal(
      last.kind === 'trouble' && last.sentence,
      'The local database failed: database disk image is malformed',
    );
  });

  it('another window writes to the database → requests them again', async () => {
    failure = new StoreError('busy', 'database is locked');
    received.fire({ kind: 'ready', filter: { search: '' } });
    await passRefreshes();
    assert.deepEqual(kinds().slice(0, 4), ['plan', 'trouble', 'plan', 'trouble']);
  });
});

describe('customers that cannot be read', () => {
  it('the view queries its groups after each change → says so once, and queries them twice', async () => {
    const range = { start: '2024-05-01', end: '2024-05-01' };
    const pull = { id: 1, tenant: 't', connection: 'c', timeZone: 'UTC', range, startedAt: 1, endedAt: 2 };
    let queries = 0;
    const store = {
      last: () => Promise.resolve(pull),
      pulls: () => Promise.resolve([pull]),
      periods: () => Promise.resolve([]),
      groups: () => Promise.resolve([{ key: '2024-05-01', count: 3 }]),
      bytesOf: () => Promise.resolve(1),
      count: () => Promise.resolve(3),
      page: async () => {
        queries++;
        await setImmediate();
        throw damaged;
      },
    };
    const storage = { open: () => Promise.resolve(store), explain: (error: Error) => error.message };
    const state = { get: (_key: string, value: unknown) => value, update: () => Promise.resolve() };
    const model = new CustomersModel(storage as unknown as CustomerStorage, state as unknown as vscode.Memento);
    const group = { kind: 'group', by: 'day', key: '2024-05-01', count: 3 } as const;
    try {
      await model.update({ source: { tenant: 't', connection: 'c' } });
      model.onDidChange(() => void model.page(group, 10));
      await model.page(group, 10);
      await pass();
      assert.deepEqual([model.failure, queries], [damaged.message, 2]);
    } finally {
      model.dispose();
    }
  });
});
