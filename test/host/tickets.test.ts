import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { shownDocument } from './support/documents.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { failureRows, groupRows, rows, tooltipOf, type Row } from './support/tree.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

async function ticketRows(): Promise<Row[]> {
  return (await Promise.all((await groupRows()).map(({ node }) => rows(node)))).flat();
}

describe('Pull Tickets by Date Range', () => {
  beforeEach(async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullTickets');
  });
  afterEach(() => changeSetting('modules', undefined));

  it('the sandbox → its tickets by day, in a view with that title; the module is shown from now on', async () => {
    const { view } = fixture().customers;
    assert.equal(view.title, 'Tickets');
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('modules'), ['customer', 'ticket']);
    const [first] = await ticketRows();
    assert.ok(first?.node.kind === 'ticket');
    const { ticket } = first.node;
    assert.deepEqual([first.label, first.item.contextValue], [ticket.subject, 'listed ticket']);
    assert.match(await tooltipOf(first), new RegExp(`^${ticket.subject}\n${ticket.name}\nID: ${ticket.id}\n`));
    const [day] = await groupRows();
    assert.match(String(day?.item.accessibilityInformation?.label), /, \d+ tickets?$/);
  });

  it('grouped by status and filtered → only such tickets, and the numbers say tickets', async () => {
    user.picks('Status');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      user.offeredItems.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator).map(({ label }) => label),
      [
        ...['Day', 'Agent', 'Source', 'Status', 'Newest first', 'Oldest first'],
        ...[
          'Customer, A to Z',
          'Customer, Z to A',
          'Agent, A to Z',
          'Agent, Z to A',
          'Subject, A to Z',
          'Subject, Z to A',
        ],
      ],
    );
    const { view, customers } = { view: fixture().customers.view, customers: await fixture().customers.open() };
    await customers.model.update({ filter: 'status:=pending' });
    assert.deepEqual(
      (await groupRows()).map(({ label }) => label),
      ['Pending'],
    );
    assert.match(String(view.message), /^Filter “status:=pending” · \d+ of \d+ tickets$/);
  });

  it('Show Customers, then Show Tickets → each list as it was pulled, in its own order, without a filter', async () => {
    user.picks('Status');
    await run('kapture.groupCustomers');
    const tickets = (await ticketRows()).length;
    await run('kapture.showCustomers');
    assert.deepEqual([fixture().customers.view.title, await rows()], ['Customers', []]);
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    assert.ok((await ticketRows()).every(({ node }) => node.kind === 'customer'));
    await run('kapture.showTickets');
    const { model } = await fixture().customers.open();
    assert.deepEqual([(await ticketRows()).length, model.grouping, model.filter], [tickets, 'status', '']);
  });

  it('opened → fetched with its notes; Update Ticket and Copy Link → for this ticket', async () => {
    const [{ node, item }] = (await ticketRows()) as [Row];
    assert.ok(node.kind === 'ticket');
    await run(item.command!.command, ...(item.command!.arguments as unknown[]));
    const document = await until('the ticket', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(responseScheme),
    );
    assert.match(document.getText(), new RegExp(`"ticketId": "${node.id}"`));
    await run('kapture.updateTicket', node);
    assert.match(vscode.window.activeTextEditor!.document.getText(), new RegExp(`"ticket_id": "${node.id}"`));
    user.picks('ID');
    await run('kapture.copyDetails', node);
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['ID', 'Phone', 'Email'],
    );
    assert.equal(await vscode.env.clipboard.readText(), node.id);
    await run('kapture.copyLink', node);
    assert.match(await vscode.env.clipboard.readText(), new RegExp(`&ticket=${node.id}$`));
  });

  it('a day that fails → a row; Pull Missing Records → requests only that day', async () => {
    let fails = true;
    const server = await serveHttp((response, { body }) => {
      const [{ start_date: day }] = JSON.parse(body) as [{ start_date: string }];
      const failed = '{"status":"failed","message":"either start_date is null or blank"}';
      const found = `{"message":[{"ticketId":"${day.replaceAll('-', '')}"}],"status":"success"}`;
      response.end(fails && day === '2021-03-14' ? failed : found);
    });
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-15');
    await run('kapture.pullTickets');
    const [failure] = await failureRows();
    assert.match(String(failure?.description), /either start_date is null or blank/);
    fails = false;
    const before = server.requests.length;
    await run('kapture.pullMissing');
    assert.deepEqual(
      [
        server.requests.slice(before).map(({ body }) => body),
        (await failureRows()).length,
        (await ticketRows()).length,
      ],
      [['[{"start_date":"2021-03-14","end_date":"2021-03-14"}]'], 0, 2],
    );
  });

  it('a tenant without tickets in the range → the view says so', async () => {
    const server = await serveHttp((response) => response.end('{"message":[],"status":"success"}'));
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullTickets');
    assert.match(String(fixture().customers.view.message), /^No tickets were created in this range/);
  });
});
