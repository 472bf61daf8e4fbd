import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PlanPanel, type PlanPanelServices } from '../../src/editor/bulk/planPanel.ts';
import { detailsOf } from '../../src/editor/bulk/planTexts.ts';
import type { ActiveRun } from '../../src/editor/bulk/runs.ts';
import type { FromPage, ToPage } from '../../src/editor/bulk/protocol.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import { sandboxName } from '../../src/kapture/connection/connection.ts';
import type { PlanRow } from '../../src/kapture/bulk/plans/planRow.ts';
import { problem } from '../../src/kapture/problem/problem.ts';
import { shownDocument } from './support/documents.ts';
import { fixture, run, sandboxTenant } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

describe('the page of a plan', () => {
  it('a run of another plan ends → read again, because it may revert this one', async () => {
    const [received, changed, sent] = [
      new vscode.EventEmitter<FromPage>(),
      new vscode.EventEmitter<number>(),
      new vscode.EventEmitter<never>(),
    ];
    let other: ActiveRun | undefined = { plan: 2, work: 'write' } as unknown as ActiveRun;
    const messages: ToPage[] = [];
    const never = new vscode.EventEmitter<never>();
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
    const reads: number[] = [];
    const services = {
      // The plan was deleted, which is the shortest answer.
      plans: { store: { plan: (plan: number) => Promise.resolve(void reads.push(plan)) } },
      runs: {
        onDidChange: changed.event,
        active: (plan: number) => (plan === 2 ? other : undefined),
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
