import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CustomerNode } from '../../src/editor/customers/tree/customersNodes.ts';
import { conversationScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { hoversAt, lensesOf, plainTitle, shownDocument } from './support/documents.ts';
import { changeSetting, fixture, run } from './support/fixture.ts';
import { customerRows, rows, type Row } from './support/tree.ts';
import { until, untilSeen } from './support/until.ts';
import { user } from './support/user.ts';

/** The row of a module below a customer. */
async function moduleRow(customer: CustomerNode, label: string): Promise<Row> {
  const row = (await rows(customer)).find((one) => one.label === label);
  assert.ok(row, `${label} of customer ${customer.id}`);
  return row;
}

/** The first of the customers with rows of a kind below a module, and these rows. */
async function customerWith(
  label: string,
  kind: 'linked' | 'note',
): Promise<{ readonly row: Row; readonly found: Row[] }> {
  for (const { node } of await customerRows()) {
    const row = await moduleRow(node, label);
    const found = await rows(row.node);
    if (found.some((one) => one.node.kind === kind)) return { row, found };
  }
  assert.fail(`no customer has ${label}`);
}

describe('the tickets and orders of a customer', () => {
  beforeEach(async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    await changeSetting('modules', ['ticket', 'order']);
  });
  afterEach(() => changeSetting('modules', undefined));

  it('only customers are shown → no rows of other modules', async () => {
    await changeSetting('modules', undefined);
    const [customer] = await customerRows();
    assert.deepEqual(
      (await rows(customer!.node)).filter(({ node }) => node.kind !== 'contact'),
      [],
    );
  });

  it('expanded → the pending tickets; opened → the ticket; closed and expanded again → no longer there', async () => {
    const { row, found } = await customerWith('Tickets', 'linked');
    const [{ node, item }] = found as [Row];
    assert.ok(node.kind === 'linked');
    assert.equal(row.description, 'pending');
    await run(item.command!.command, ...(item.command!.arguments as unknown[]));
    const document = await until('the ticket', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(responseScheme),
    );
    assert.match(document.getText(), new RegExp(`"ticketId": "${node.id}"`));

    await run('kapture.updateTicket', node);
    const draft = vscode.window.activeTextEditor!;
    assert.match(draft.document.getText(), new RegExp(`"ticket_id": "${node.id}"`));
    await draft.edit((edit) => {
      const text = draft.document.getText().replace('"sub_status": ""', '"sub_status": "CL"');
      edit.replace(new vscode.Range(0, 0, draft.document.lineCount, 0), text);
    });
    await run('kapture.sendRequest');
    await untilSeen(
      'the ticket is closed',
      fixture().customers.tree.onDidChangeTreeData as vscode.Event<never>,
      async () => {
        const now = await rows(row.node);
        return now.every((one) => one.node.kind !== 'linked' || one.node.id !== node.id);
      },
    );
  });

  it('a ticket → hovers with its dates, and its conversation with the chat that was not requested', async () => {
    const { found } = await customerWith('Tickets', 'linked');
    const [{ item }] = found as [Row];
    await run(item.command!.command, ...(item.command!.arguments as unknown[]));
    const ticket = await until('the ticket', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(responseScheme),
    );
    const hoverOf = (name: string): Promise<string> =>
      hoversAt(ticket.uri, ticket.positionAt(ticket.getText().indexOf(`"${name}"`) + 1));
    const date = (await hoverOf('date')).replaceAll('\\', '');
    assert.match(date, /^\w{3} \d+, \d{4}, \d+:\d\d\s[AP]M \(Asia\/Kolkata\)/);
    assert.match(await hoverOf('status'), /`P` = Pending, `C` = Complete, `J` = Junk/);
    assert.match(await hoverOf('ticketId'), /which requests take/);

    const lens = (await lensesOf(ticket.uri)).find((one) => plainTitle(one) === 'Show Conversation');
    assert.ok(lens);
    await run(lens.command, ...(lens.arguments as unknown[]));
    const text = shownDocument(conversationScheme)!.getText();
    const { title } = (JSON.parse(ticket.getText()) as [{ task_details: { title: string } }])[0].task_details;
    assert.match(text, new RegExp(`^\\d+ · ${title} · Pending · .*\n\nTimes in Asia/Kolkata\n\nChat\n`));
    assert.match(text, /\n.+ → agent 1 · .+[AP]M\n {2}hello\n\n.+ → agent 1 · .+\n {2}https:\S+ image\/png\n\nNotes\n/);
  });

  it('Add Ticket for Customer → a draft with what identifies the customer, and nothing is sent', async () => {
    const { row } = await customerWith('Tickets', 'linked');
    assert.ok(row.node.kind === 'related');
    const { customer } = row.node.parent;
    await run('kapture.addTicket', row.node);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /"title": ""/);
    assert.ok(text.includes(`"customer_name": "${customer.name}"`));
  });

  it('no customer code, no order, a failure → one row that says so', async () => {
    const { sandbox } = fixture();
    const withoutCode = (await customerRows()).find(({ node }) => !node.customer.code);
    const tickets = await rows((await moduleRow(withoutCode!.node, 'Tickets')).node);
    assert.deepEqual(
      tickets.map(({ label }) => label),
      ['Tickets are only found by a customer code, which this customer does not have.'],
    );
    const { found } = await customerWith('Orders', 'note');
    assert.deepEqual(
      found.map(({ label }) => label),
      ['None'],
    );
    const { row } = await customerWith('Orders', 'linked');
    sandbox.setFault({ fault: '500' });
    const { tree } = await fixture().customers.open();
    assert.ok(row.node.kind === 'related');
    tree.didCollapse(row.node);
    const [failure, ...others] = await rows(row.node);
    assert.match(failure!.label, /returned a server error \(HTTP 500\)/);
    assert.deepEqual(others, []);
    assert.deepEqual(user.messages, []);
  });
});
