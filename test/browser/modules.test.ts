import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { GeneratedCustomers } from '../../src/sandbox/generator.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { ticketKind, type StoredTicket } from '../../src/sandbox/modules/tickets.ts';
import type { StoredCustomer } from '../../src/sandbox/storedCustomer.ts';
import { addDays, defaultTimeZone, todayIn } from '../../src/kapture/dates/calendar.ts';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs, looks } from './looks.ts';
import { typeUserAndPassword } from './typeUserAndPassword.ts';

/** A customer of the last 7 days with a pending ticket and an order, and that ticket. */
function customerWithRecords(): { readonly customer: StoredCustomer; readonly ticket: StoredTicket } {
  const today = todayIn(defaultTimeZone);
  const generated = new GeneratedCustomers({ now: Date.now });
  for (const customer of generated.between(`${addDays(today, -6)} 00:00:00`, `${addDays(today, -2)} 23:59:59`)) {
    const ticket = ticketKind.generate(customer).find(({ status }) => status === 'P');
    if (ticket && customer.code && customer.id % 4 === 0) return { customer, ticket };
  }
  throw new Error('No generated customer has a pending ticket and an order.');
}

describe('the modules beside customers', () => {
  const { customer, ticket } = customerWithRecords();
  let sandbox: Sandbox;
  let tenant: Sandbox;
  const vscode = useWorkbench(async () => {
    [sandbox, tenant] = await Promise.all([startSandbox(), startSandbox()]);
    return {
      settings: {
        'kapture.connections': [{ name: 'Acme', baseUrl: tenant.url, role: 'production' }],
        'kapture.defaultConnection': 'Sandbox',
        'kapture.sandbox.port': sandbox.port,
        'files.autoSave': 'off',
      },
    };
  });
  let workbench: Workbench;
  before(async () => {
    workbench = vscode.workbench;
    await workbench.clickActivityBar('Kapture');
    await workbench.statusBarItem('Sandbox').waitFor();
  });
  after(() => Promise.all([sandbox.close(), tenant.close()]));

  const nameOf = (theme: string, width: number): string => `${theme.toLowerCase().replace(' ', '-')}-${width}`;
  /** A picture in each look of what stays open while the theme changes. */
  const pictures = async (state: string): Promise<void> => {
    for (const [theme, width] of looks) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.screenshot(`modules-${state}-${nameOf(theme, width)}`);
    }
  };
  /** A picture in two looks of what a change of the theme closes: it is opened, and canceled. */
  const picturesOf = async (state: string, open: () => Promise<void>, cancel: () => Promise<void>): Promise<void> => {
    for (const [theme, width] of lookPairs) {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await open();
      await workbench.screenshot(`modules-${state}-${nameOf(theme, width)}`);
      await cancel();
    }
  };
  const row = (name: string | RegExp): Locator =>
    workbench.page.locator('.pane-body .monaco-list-row').and(workbench.page.getByRole('treeitem', { name }));
  /** The line with the ID of a ticket in a response. */
  const openedTicket = (id: string): Locator =>
    workbench.page.locator('.view-line').filter({ hasText: `"ticketId": "${id}"` });
  const tickets = `Tickets of ${customer.name}`;
  const orders = `Orders of ${customer.name}`;
  /** Moves down the tree with the focus until a row has it. */
  const walkTo = async (name: string | RegExp): Promise<void> => {
    await workbench.runCommand('Kapture: Focus on Customers View');
    await workbench.listFocused();
    await workbench.press('Home');
    const focused = row(name).and(workbench.page.locator('.focused'));
    for (let steps = 0; steps < 60 && (await focused.count()) === 0; steps++) await workbench.press('ArrowDown');
    await focused.waitFor();
  };

  it('New Request → only customers, and all operations by module; one of them → its module is shown', async () => {
    const newRequest = () => workbench.runCommand('Kapture: New Request…');
    await picturesOf(
      'new-request',
      async () => {
        await newRequest();
        await workbench.quickInput.row('More Operations…').waitFor();
      },
      () => workbench.quickInput.cancel(),
    );
    const allOperations = async (): Promise<void> => {
      await newRequest();
      await workbench.quickInput.type('More Operations');
      await workbench.quickInput.pick('More Operations…');
      await workbench.quickInput.row('Add Ticket').waitFor();
    };
    await picturesOf('all-operations', allOperations, () => workbench.quickInput.cancel());
    for (const operation of ['Add Ticket', 'Pull Orders']) {
      await allOperations();
      const names = workbench.page.locator('.quick-input-list .quick-input-list-separator:visible');
      assert.deepEqual((await names.allInnerTexts()).slice(0, 2), ['Customers', 'Tickets']);
      await workbench.quickInput.type(operation);
      await workbench.quickInput.pick(operation);
      await workbench.waitForEditorText(operation === 'Add Ticket' ? '"title"' : '"customerIds"');
      await workbench.runCommand('View: Revert and Close Editor');
    }
  });

  it('the examples in the Requests view → by module', async () => {
    await workbench.expandTreeItem('Examples');
    await row(/^Tickets, \d+ requests$/).waitFor();
    await row(/^Orders, \d+ requests$/).waitFor();
    await workbench.expandTreeItem(/^Tickets/);
    await row(/^Example Add Ticket/)
      .first()
      .waitFor();
    await pictures('examples');
    await workbench.treeItem('Examples').locator('.monaco-tl-twistie').click();
  });

  it('a customer → its tickets and orders by keyboard; Enter → the ticket with its notes', async () => {
    await workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await workbench.quickInput.pick('Last 7 days');
    // The pull moves the focus to the view, which would close the next quick pick.
    await workbench.listFocused();
    await workbench.runCommand('Kapture: Filter Records…');
    await workbench.quickInput.type(String(customer.id));
    await workbench.page.getByText(/· 1 of \d+ customers$/).waitFor();
    await workbench.quickInput.accept();
    await workbench.quickInput.gone();
    await walkTo(/^Customer /);
    await workbench.press('ArrowRight');
    await row(tickets).waitFor();
    for (const name of [orders, tickets]) {
      await walkTo(name);
      await workbench.press('ArrowRight');
    }
    await row(new RegExp(`^${ticket.title}, `))
      .first()
      .waitFor();
    await row(/^4\d{9}0, |^ERP/)
      .first()
      .waitFor();
    await walkTo(new RegExp(`^${ticket.title}, `));
    await workbench.press('Enter');
    await workbench.waitForEditorText(`"ticketId": "${ticket.id}"`);
    await workbench.codeLens('Show Conversation').waitFor();
    await pictures('ticket');
  });

  it('Update Ticket… in the menu of the ticket → a request with its ID', async () => {
    await row(new RegExp(`^${ticket.title}, `))
      .first()
      .click({ button: 'right' });
    await workbench.page.locator('.monaco-menu').getByText('Update Ticket…').waitFor();
    await workbench.screenshot('modules-ticket-menu');
    await workbench.chooseFromMenu('Update Ticket…');
    await workbench.waitForEditorText(`"ticket_id": "${ticket.id}"`);
    await workbench.codeLens('Send to Sandbox').waitFor();
    await pictures('update-ticket');
  });

  it('Add Ticket for Customer… on the tickets → a request with the customer', async () => {
    await row(tickets).hover();
    await row(tickets).getByRole('button', { name: 'Add Ticket for Customer…' }).click();
    await workbench.waitForEditorText(`"customer_name": "${customer.name}"`);
    await workbench.codeLens('Send to Sandbox').waitFor();
    await pictures('add-ticket');
  });

  it('a read that fails → one row below the tickets that says so, and no message', async () => {
    sandbox.setFault({ fault: '500' });
    await walkTo(tickets);
    await workbench.press('ArrowLeft');
    await row(new RegExp(`^${ticket.title}, `))
      .first()
      .waitFor({ state: 'detached' });
    await workbench.press('ArrowRight');
    await row(/returned a server error \(HTTP 500\)/).waitFor();
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
    await pictures('failure');
    sandbox.setFault({ fault: 'none' });
  });

  it('Pull Tickets by Date Range → the tickets in the view by day; by status; a filter; one opened with Enter', async () => {
    await workbench.runCommand('Kapture: Pull Tickets by Date Range…');
    await workbench.quickInput.pick('Last 7 days');
    // The pull moves the focus to the view, which would close the next quick pick.
    await workbench.listFocused();
    const title = workbench.page.locator('.pane-header').getByText('Tickets', { exact: true });
    await title.waitFor();
    await workbench.runCommand('Kapture: Group and Sort Records…');
    await workbench.quickInput.pick('Status');
    await workbench.expandTreeItem(/^Pending/);
    await row(/^Ticket /)
      .first()
      .waitFor();
    await pictures('tickets');
    await workbench.runCommand('Kapture: Filter Records…');
    await workbench.quickInput.type(`id:=${ticket.id}`);
    await workbench.page.getByText(/· \d+ of \d+ tickets$/).waitFor();
    await workbench.screenshot('modules-tickets-filter');
    await workbench.quickInput.accept();
    await workbench.quickInput.gone();
    await walkTo(new RegExp(`^Ticket ${ticket.title}, ${customer.name}`));
    await workbench.press('Enter');
    await openedTicket(ticket.id).waitFor();
    await workbench.runCommand('Kapture: Clear Filter');
  });

  it('Show Insights → tickets per day and by status, and their table; Enter → the ticket', async () => {
    await workbench.runCommand('Kapture: Show Insights');
    const insights = workbench.webview();
    await insights.getByRole('heading', { name: 'Ticket Insights' }).waitFor();
    const pending = insights.getByRole('button', { name: /^Pending: / });
    await pending.waitFor();
    await insights.locator('.body .row:not(.loading)').first().waitFor();
    assert.deepEqual(await insights.getByRole('columnheader').allInnerTexts(), [
      'Subject',
      'Customer',
      'Created',
      'Phone',
      'Agent',
      'Source',
      'Status',
      'ID',
    ]);
    await pictures('ticket-insights');
    await pending.click();
    await insights.getByRole('button', { name: 'Status: Pending' }).waitFor();
    await workbench.page.getByText(/^Status: Pending · \d+ of \d+ tickets$/).waitFor();
    const first = insights.locator('.body .row:not(.loading)').first();
    const id = await first.locator('.id').innerText();
    await first.dblclick();
    await openedTicket(id).waitFor();
  });

  it('Show Customers while the insights are open → the customers again, in both', async () => {
    await workbench.runCommand('Kapture: Show Customers');
    await workbench.page.locator('.pane-header').getByText('Customers', { exact: true }).waitFor();
    await workbench.runCommand('Kapture: Show Insights');
    await workbench.webview().getByRole('heading', { name: 'Customer Insights' }).waitFor();
    // VS Code moves the focus into the page after its content is there, which closes a quick pick that opens before.
    await workbench.page.waitForFunction("document.activeElement?.tagName === 'IFRAME'");
  });

  it('Add Ticket to production → the dialog names it, and nothing is sent without confirmation', async () => {
    await workbench.runCommand('Kapture: Select Connection…');
    await workbench.quickInput.pick('Acme');
    await workbench.runCommand('Kapture: New Request…');
    await workbench.quickInput.pick('Add Ticket');
    await workbench.codeLens('Send to Acme (production)').waitFor();
    await workbench.typeOver('title', 'Order not received');
    await workbench.runCommand('Kapture: Send Request');
    await typeUserAndPassword(workbench, 'kap123');
    const question = /to Acme \(production\)\?/;
    await workbench.dialog(question).waitFor();
    assert.match(await workbench.dialog(question).innerText(), /Operation: Add Ticket \(POST [^]*title: "Order not/);
    await workbench.answerDialog(question, "Don't Send");
    await picturesOf(
      'production',
      async () => {
        await workbench.focusEditor();
        await workbench.runCommand('Kapture: Send Request');
        await workbench.dialog(question).waitFor();
      },
      () => workbench.answerDialog(question, "Don't Send"),
    );
    assert.equal(tenant.requests, 0);
  });
});
