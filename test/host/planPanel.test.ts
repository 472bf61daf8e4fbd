import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PlanPanel, type PlanPanelServices } from '../../src/editor/bulk/planPanel.ts';
import { detailsOf } from '../../src/editor/bulk/planTexts.ts';
import type { ActiveRun } from '../../src/editor/bulk/runs.ts';
import type { FromPage, ToPage } from '../../src/editor/bulk/protocol.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import { sandboxName } from '../../src/kapture/connection/connection.ts';
import { rowKinds, rowStates, type PlanRow } from '../../src/kapture/bulk/plans/planRow.ts';
import type { PlanCounts } from '../../src/kapture/bulk/plans/planCounts.ts';
import type { RowQuery } from '../../src/kapture/bulk/plans/rowQuery.ts';
import { problem } from '../../src/kapture/problem/problem.ts';
import { shownDocument } from './support/documents.ts';
import { fixture, run, sandboxTenant } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

/** A panel that keeps what is sent to its page. */
function panelWithoutPage() {
  const received = new vscode.EventEmitter<FromPage>();
  const [sent, never] = [new vscode.EventEmitter<never>(), new vscode.EventEmitter<never>()];
  const messages: ToPage[] = [];
  const panel = {
    visible: true,
    webview: {
      onDidReceiveMessage: received.event,
      postMessage: (message: ToPage) => {
        messages.push(message);
        sent.fire(undefined as never);
        return Promise.resolve(true);
      },
    },
    onDidChangeViewState: never.event,
    onDidDispose: never.event,
  };
  return { panel, received, sent, messages, never };
}

/** The page of a plan on which this window does not work. */
function openIdlePage(panel: object, store: object, never: vscode.Event<never>): PlanPanel {
  const services = {
    plans: { store },
    runs: { onDidChange: never, active: () => undefined, isOwn: () => false, notice: () => '' },
    ports: { targets: { onDidChange: never, connectionOf: () => undefined }, log: fixture().log },
    page: { html: '', script: '', style: '' },
  };
  return new PlanPanel(1, panel as unknown as vscode.WebviewPanel, services as unknown as PlanPanelServices);
}

/** A row that is being sent, and the counts of its plan. */
const row: PlanRow = {
  ...{ row: 1, kind: 'update', state: 'sending', isIncluded: true, key: '7' },
  ...{ fields: new Map(), changes: [], problems: [], repairs: [] },
};
const zero = <Key extends string>(keys: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
const counts: PlanCounts = {
  ...{ partlyDone: 0, partlyIgnored: 0, partlyMasked: 0, omitting: 0, excludedOmitting: 0 },
  ...{ renames: 0, excludedRenames: 0, otherCustomer: 0, updated: 0, reverted: 0, revertedInPart: 0, revertedOther: 0 },
  ...{ canRevert: false, notReverted: { fields: 0, customers: 0, unknown: 0, otherCustomer: 0 } },
  ...{ kinds: { ...zero(rowKinds), update: 1 }, included: { add: 0, update: 1 } },
  states: { ...zero(rowStates), sending: 1 },
};

describe('the page of a plan', () => {
  it('a run of another plan ends → read again, because it may revert this one', async () => {
    const { panel, received, sent, messages, never } = panelWithoutPage();
    const changed = new vscode.EventEmitter<number>();
    let other: ActiveRun | undefined = { plan: 2, work: 'write' } as unknown as ActiveRun;
    const reads: number[] = [];
    const services = {
      // The plan was deleted, which is the shortest answer.
      plans: { store: { plan: (plan: number) => Promise.resolve(void reads.push(plan)) } },
      runs: {
        onDidChange: changed.event,
        active: (plan: number) => (plan === 2 ? other : undefined),
        isOwn: () => false,
        notice: () => '',
      },
      ports: { targets: { onDidChange: never.event }, log: fixture().log },
      page: { html: '', script: '', style: '' },
    };
    const page = new PlanPanel(1, panel as unknown as vscode.WebviewPanel, services as unknown as PlanPanelServices);
    try {
      received.fire({ kind: 'ready', filter: { kinds: [], states: [], search: '' } });
      await until('the plan', sent.event, () => messages.length === 1);
      changed.fire(2);
      other = undefined;
      changed.fire(2);
      await until('the plan again', sent.event, () => messages.length === 2);
      assert.deepEqual(reads, [1, 1]);
    } finally {
      page.dispose();
      for (const emitter of [received, changed, sent, never]) emitter.dispose();
    }
  });

  for (const [status, state, label] of [
    ['stopped', 'unknown', 'Unknown'],
    ['applying', 'sending', 'Sending'],
  ] as const)
    it(`a row that was being sent, of a plan that is ${status} → ${label} in its row, group and filter`, async () => {
      const { panel, received, sent, messages, never } = panelWithoutPage();
      const queries: RowQuery[] = [];
      const store = {
        plan: () =>
          Promise.resolve({
            ...{ title: 'a.csv', tenant: sandboxTenant(), dialect: 'flat', isRead: true },
            ...{ status, isInUse: status === 'applying' },
          }),
        counts: () => Promise.resolve(counts),
        count: (query: RowQuery) => Promise.resolve(queries.push(query)),
        rows: () => Promise.resolve([row]),
        hasDetails: () => Promise.resolve(false),
      };
      const page = openIdlePage(panel, store, never.event);
      try {
        received.fire({ kind: 'ready', filter: { kinds: [], states: ['unknown'], search: '' } });
        await until('the plan', sent.event, () => messages.length === 1);
        received.fire({
          kind: 'rows',
          version: 1,
          order: { column: 'number', descending: false },
          offset: 0,
          limit: 9,
        });
        await until('its rows', sent.event, () => messages.length === 2);
        const [plan, rows] = messages;
        assert.ok(plan?.kind === 'plan' && rows?.kind === 'rows');
        assert.deepEqual(
          plan.groups.filter(({ by }) => by === 'state'),
          [{ id: state, by: 'state', label, count: 1 }],
        );
        assert.deepEqual(
          rows.rows.map((one) => [one.state, one.stateText]),
          [[state, label]],
        );
        const states = state === 'unknown' ? ['unknown', 'sending'] : ['unknown'];
        for (const query of queries) assert.deepEqual(query.states, states);
      } finally {
        page.dispose();
        for (const emitter of [received, sent, never]) emitter.dispose();
      }
    });

  it('another window or program writes → said, and nothing is offered until it ends, which the page notices', async () => {
    const { panel, received, sent, messages, never } = panelWithoutPage();
    const head = { title: 'a.csv', tenant: sandboxTenant(), dialect: 'flat', isRead: true };
    let use = { status: 'applying', isInUse: true };
    const ofTwo = { ...counts, kinds: { ...counts.kinds, update: 2 }, included: { add: 0, update: 2 } };
    const states = (): PlanCounts['states'] => ({
      ...zero(rowStates),
      'not-sent': 1,
      [use.isInUse ? 'sending' : 'done']: 1,
    });
    const store = {
      plan: () => Promise.resolve({ ...head, ...use }),
      counts: () => Promise.resolve({ ...ofTwo, states: states() }),
      count: () => Promise.resolve(2),
      rows: () => Promise.resolve([{ ...row, state: 'not-sent' }]),
      hasDetails: () => Promise.resolve(false),
    };
    const page = openIdlePage(panel, store, never.event);
    try {
      received.fire({ kind: 'ready', filter: { kinds: [], states: [], search: '' } });
      await until('the plan', sent.event, () => messages.length === 1);
      received.fire({ kind: 'rows', version: 1, order: { column: 'number', descending: false }, offset: 0, limit: 9 });
      await until('its rows', sent.event, () => messages.length === 2);
      const [plan, rows] = messages;
      assert.ok(plan?.kind === 'plan' && rows?.kind === 'rows');
      assert.deepEqual(
        [plan.summary, plan.progress, plan.actions, plan.canInclude, rows.rows.map(({ canChange }) => canChange)],
        ['0 of 2 writes are done.', 'Another window or program is writing these customers.', [], false, [false]],
      );
      use = { status: 'stopped', isInUse: false };
      const last = await until('the end', sent.event, () => {
        const message = messages.at(-1);
        return message?.kind === 'plan' && message.progress === '' && message;
      });
      assert.deepEqual([last.actions[0]?.action, last.canInclude], ['apply', true]);
    } finally {
      page.dispose();
      for (const emitter of [received, sent, never]) emitter.dispose();
    }
  });

  it('Enter on a row that has added a customer → the customer, whose ID is in the details', async () => {
    await run('kapture.useSandbox');
    const received = new vscode.EventEmitter<FromPage>();
    const { event } = new vscode.EventEmitter<never>();
    const panel = {
      webview: { onDidReceiveMessage: received.event },
      onDidChangeViewState: event,
      onDidDispose: event,
    };
    const row: PlanRow = {
      ...{ row: 3, kind: 'add', state: 'done', isIncluded: true, customerId: '61371820', key: '9000000001' },
      ...{ fields: new Map([['phone', '"9000000001"']]), changes: [], problems: [], repairs: [] },
    };
    assert.deepEqual(detailsOf(row), ['ID in Kapture: 61371820']);
    const tenant = sandboxTenant();
    const services = {
      plans: {
        store: { plan: () => Promise.resolve({ tenant, identifier: 'phone' }), row: () => Promise.resolve(row) },
      },
      runs: { onDidChange: event },
      ports: {
        targets: { onDidChange: event, connectionOf: () => ({ name: sandboxName }) },
        drafts: { openDraftOf: () => assert.fail('no request is opened') },
        log: fixture().log,
      },
      page: { html: '', script: '', style: '' },
    };
    const page = new PlanPanel(1, panel as unknown as vscode.WebviewPanel, services as unknown as PlanPanelServices);
    try {
      received.fire({ kind: 'open', row: 3 });
      await until('the customer', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
        Boolean(shownDocument(recordScheme)),
      );
      assert.match(shownDocument(recordScheme)!.getText(), /"Nishchal"/);
    } finally {
      page.dispose();
      received.dispose();
    }
  });

  it('Enter on a row that was refused as a whole → a message, and no request', async () => {
    const received = new vscode.EventEmitter<FromPage>();
    const { event } = new vscode.EventEmitter<never>();
    const panel = {
      webview: { onDidReceiveMessage: received.event },
      onDidChangeViewState: event,
      onDidDispose: event,
    };
    const row = { row: 3, fields: new Map(), problems: [{ text: 'Paid 5\n later', problem: problem('Too many.') }] };
    const services = {
      plans: { store: { plan: () => Promise.resolve({ identifier: 'id' }), row: () => Promise.resolve(row) } },
      runs: { onDidChange: event },
      ports: {
        targets: { onDidChange: event, connectionOf: () => ({ name: 'Acme' }) },
        drafts: { openDraftOf: () => assert.fail('no request is opened') },
        log: fixture().log,
      },
      page: { html: '', script: '', style: '' },
    };
    const page = new PlanPanel(1, panel as unknown as vscode.WebviewPanel, services as unknown as PlanPanelServices);
    try {
      received.fire({ kind: 'open', row: 3 });
      await until('the message', user.onMessage, () => user.messageTexts.length > 0);
      assert.deepEqual(user.messageTexts, [
        'Row 3 cannot be opened as a request, because its cells do not match the columns.',
      ]);
    } finally {
      page.dispose();
      received.dispose();
    }
  });
});
