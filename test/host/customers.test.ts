import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import * as vscode from 'vscode';
import { readRequest } from '../../src/kapture/exchange/requestBody.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { addDays, todayIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { strictText } from '../../src/kapture/json/looseJson.ts';
import { readCustomer } from '../../src/kapture/records/customer.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture } from './support/fixture.ts';
import { statusBarMessages } from './support/statusBarMessages.ts';
import {
  allCustomers,
  contactsOf,
  customerRow,
  customerRows,
  groupRows,
  failureRows,
  rows,
  tooltipOf,
  type Row,
} from './support/tree.ts';
import { until, untilSeen } from './support/until.ts';

/** A customer in the form of a Pull response. */
function record(id: number, name: string, facts: object = {}): object {
  return {
    id,
    name,
    generationDate: 'Mar 14, 2021 2:21:11 PM',
    assignedToName: 'Agent Neem',
    contacts: [
      {
        id: id * 10,
        contactPerson: `${name}'s contact`,
        phone: '9845765226',
        email: `c${id}@example.com`,
        isPrimaryContact: true,
      },
    ],
    ...facts,
  };
}

/**
 * A server that answers a Pull with the customers, or the failure, of its start date in `days`. Other days are empty.
 */
function serveDays(days: Readonly<Record<string, object[] | { readonly failure: string }>>): Promise<LocalServer> {
  return serveHttp((response, { body }) => {
    const [{ start_date: day }] = JSON.parse(body) as [{ start_date: string }];
    const found = days[day] ?? [];
    const emptyDay = Array.isArray(found) && !found.length ? 'No customer between dates.' : undefined;
    const failure = Array.isArray(found) ? emptyDay : found.failure;
    response.writeHead(failure === undefined ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        failure === undefined ? { message: found, status: 'success' } : { message: failure, status: 'failed' },
      ),
    );
  });
}

/** Pulls a range of dates that the user types. */
async function pull(start: string, end: string): Promise<void> {
  user.picks('Other dates…').types(start).types(end);
  await run('kapture.pullRange');
}

/** Waits until the row of a customer has this label. */
async function showingRow(id: string, label: string): Promise<void> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const listening = fixture().customers.tree.onDidChangeTreeData!(() => {
        listening.dispose();
        resolve();
      });
    });
    if ((await customerRow(id)).label === label) return;
    await changed;
  }
}

async function served(days: Parameters<typeof serveDays>[0]): Promise<LocalServer> {
  const server = await serveDays(days);
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  return server;
}

describe('the customers view', () => {
  afterEach(() => run('kapture.clearFilter'));

  it('Last 7 days pulled from the sandbox → days, newest first, with their counts; customers; contacts', async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    const today = todayIn(defaultTimeZone);
    const days = await groupRows();
    assert.deepEqual(
      days.map(({ item }) => item.id),
      Array.from({ length: 7 }, (_, back) => `day/${addDays(today, -back)}`),
    );
    for (const { node, description } of days) assert.equal(description, String((await rows(node)).length));
    const customers = await allCustomers();
    assert.ok(customers.length >= 7);
    const [first] = customers;
    const row = await customerRow(first!.id);
    assert.equal(row.label, first!.customer.name);
    const { phone, contactPhone, email } = first!.customer;
    assert.ok(row.description.startsWith(phone || contactPhone || email));
    assert.ok(row.description.endsWith(first!.customer.agent));
    await run('kapture.openCustomer', row.node);
    const record = JSON.parse(strictText(vscode.window.activeTextEditor!.document.getText())) as {
      contacts: { contactPerson: string }[];
    };
    assert.deepEqual(
      (await contactsOf(first!.id)).map(({ contact }) => contact.name),
      record.contacts.map(({ contactPerson }) => contactPerson),
    );
    const [connection, count, range, ...others] = fixture().customers.view.description!.split(' · ');
    assert.deepEqual([connection, count, others], ['Sandbox', String(customers.length), []]);
    // A narrow side bar shows a range of the current year without its year.
    const year = today.slice(0, 4);
    assert.equal(range!.includes(year), !addDays(today, -6).startsWith(year), range);
  });

  it('closed while it loads → closed once it is loaded, and the next use opens it again', async () => {
    const { customers } = fixture();
    await customers.close();
    const opening = customers.open();
    await customers.close();
    assert.notEqual(await customers.open(), await opening);
  });

  it('a payload test adds a customer → it is in the view after the run', async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    const tests = vscode.Uri.joinPath(workspaceFolder(), 'shown.kapture-test.json');
    const added = { name: 'adds', operation: 'add', body: { customer_name: 'Added By Test', phone: '{{$phone}}' } };
    await vscode.workspace.fs.writeFile(tests, new TextEncoder().encode(JSON.stringify({ cases: [added] })));
    try {
      const { items, controller, profile } = await fixture().payloadTests.explorer();
      await items.findAll();
      const request = new vscode.TestRunRequest([controller.items.get(tests.toString())!], undefined, profile);
      const { model } = await fixture().customers.open();
      const before = (await allCustomers()).length;
      await profile.runHandler(request, new vscode.CancellationTokenSource().token);
      await until('the added customer', model.onDidChange as vscode.Event<never>, () => model.shown!.loaded > before);
      assert.ok((await allCustomers()).some(({ customer }) => customer.name === 'Added By Test'));
    } finally {
      await vscode.workspace.fs.delete(tests);
    }
  });

  it('a range of three days → one request a day, and a customer of two days is shown once', async () => {
    const server = await served({
      '2021-03-14': [record(1, 'Asha'), record(2, 'Bala')],
      '2021-03-15': [record(2, 'Bala')],
    });
    await pull('2021-03-13', '2021-03-15');
    assert.deepEqual(
      server.requests.map(({ body }) => body).sort(),
      ['2021-03-13', '2021-03-14', '2021-03-15'].map((day) => `[{"start_date":"${day}","end_date":"${day}"}]`),
    );
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['2', '1'],
    );
  });

  it('one day of three fails → its reason beside the customers of the others; a retry of it → all customers', async () => {
    const days: Record<string, object[] | { failure: string }> = {
      '2021-03-13': [record(1, 'Asha', { generationDate: 'Mar 13, 2021 9:00:00 AM' })],
      '2021-03-14': { failure: 'Kapture is having a nap.' },
      '2021-03-15': [record(3, 'Chitra', { generationDate: 'Mar 15, 2021 9:00:00 AM' })],
    };
    const server = await served(days);
    await pull('2021-03-13', '2021-03-15');
    const [failure, ...others] = await failureRows();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [failure!.label, failure!.description, failure!.item.contextValue],
      ['Mar 14, 2021', 'Kapture is having a nap.', 'failure response'],
    );
    assert.deepEqual(
      (await allCustomers()).map(({ customer }) => customer.name),
      ['Chitra', 'Asha'],
    );
    assert.deepEqual(user.messages, [], 'the view shows it, so there is no message');
    days['2021-03-14'] = [record(2, 'Bala')];
    const before = server.requests.length;
    await run('kapture.pullMissing', failure!.node);
    assert.deepEqual(
      server.requests.slice(before).map(({ body }) => body),
      ['[{"start_date":"2021-03-14","end_date":"2021-03-14"}]'],
    );
    assert.deepEqual(await failureRows(), []);
    assert.deepEqual(
      (await allCustomers()).map(({ customer }) => customer.name),
      ['Chitra', 'Bala', 'Asha'],
    );
  });

  it('a retry, or the response, of a row of a tenant that is no longer shown → of that tenant', async () => {
    const days: Record<string, object[] | { failure: string }> = { '2021-03-14': { failure: 'Own is having a nap.' } };
    const own = await served(days);
    await pull('2021-03-14', '2021-03-14');
    const [{ node }] = (await failureRows()) as [Row];
    const other = await serveDays({ '2021-03-14': [record(3, 'Chitra')] });
    await connect({ name: 'Other', baseUrl: other.origin, role: 'development' });
    await pull('2021-03-14', '2021-03-14');
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['3'],
    );
    const [ofOwn, ofOther] = [own.requests.length, other.requests.length];
    await run('kapture.showPeriodResponse', node);
    assert.match(shownDocument(responseScheme)!.uri.path, /Own/);
    days['2021-03-14'] = [record(1, 'Asha')];
    await run('kapture.pullMissing', node);
    assert.deepEqual([own.requests.length - ofOwn, other.requests.length - ofOther], [1, 0]);
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['1'],
    );
  });

  it('a day that is pulled in halves → its customers are counted once in the status bar', async () => {
    const [asha, bala] = [record(1, 'Asha'), record(2, 'Bala')];
    const server = await serveDays({
      '2021-03-14': [asha, bala],
      '2021-03-14 12:00:00': [asha],
      '2021-03-14 00:00:00': [bala],
    });
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development', recordLimit: 2 });
    const shown = await statusBarMessages(() => pull('2021-03-14', '2021-03-14'));
    assert.deepEqual([server.requests.length, shown], [3, ['2 customers pulled from Own']]);
  });

  it('an empty range → the view says so', async () => {
    await served({});
    await pull('2021-03-13', '2021-03-15');
    assert.deepEqual(await rows(), []);
    assert.equal(
      fixture().customers.view.message,
      'No customers were created in this range (Mar 13\u2009–\u200915, 2021).',
    );
  });

  it('a range whose records have no ID → the view says so, and not that none were created', async () => {
    await served({ '2021-03-14': [{ name: 'Asha' }] });
    await pull('2021-03-14', '2021-03-14');
    assert.deepEqual(
      [await rows(), fixture().customers.view.message],
      [[], 'The records of this range (Mar 14, 2021) have no ID, so they are not shown.'],
    );
  });

  it('“No customer between dates.” to invalid dates, shown in Customers → is not a range without customers', async () => {
    await served({});
    await openInEditor('.kapture-pull.json', '[{"start_date": "14-03-2021", "end_date": "14-03-2021"}]');
    await run('kapture.sendRequest');
    await run('kapture.showInCustomers', shownDocument(responseScheme)!.uri);
    const { model } = await fixture().customers.open();
    assert.deepEqual(
      [user.messageTexts.at(-1), model.shown, fixture().customers.view.message],
      ['There are no customers in this response.', undefined, undefined],
    );
  });

  it('impossible and reversed dates → refused in the input box', async () => {
    await served({ '2021-03-14': [record(1, 'Asha')] });
    user.picks('Other dates…').types('2021-02-30').types('2021-03-14').types('2021-03-13').types('2021-03-14');
    await run('kapture.pullRange');
    assert.deepEqual(user.validationErrors, [
      '2021-02 has 28 days.',
      'The range ends (2021-03-13) before it starts (2021-03-14).',
    ]);
    assert.equal((await allCustomers()).length, 1);
  });

  it('a refresh → the last range again; the next Pull → offers the last range first', async () => {
    const server = await served({ '2021-03-14': [record(1, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    await run('kapture.refreshCustomers');
    assert.equal(server.requests.length, 2);
    user.pressesEscape();
    await run('kapture.pullRange');
    assert.deepEqual(user.offeredItems[0]?.label, 'Mar 14, 2021');
  });

  it('a filter → customers whose name, phone, email or id matches', async () => {
    await served({ '2021-03-14': [record(1, 'Asha'), record(2, 'Bala'), record(37, 'Chitra')] });
    await pull('2021-03-14', '2021-03-14');
    for (const [typed, id] of [
      ['bal', '2'],
      ['C2@EXAMPLE', '2'],
      ['37', '37'],
    ] as const) {
      user.types(typed);
      await run('kapture.filterCustomers');
      assert.deepEqual(
        (await allCustomers()).map((customer) => customer.id),
        [id],
        typed,
      );
      assert.equal(fixture().customers.view.message, `Filter “${typed}” · 1 of 3 customers`);
    }
    user.pressesEscape();
    await run('kapture.filterCustomers');
    assert.equal((await allCustomers()).length, 1, 'Escape keeps the filter');
    await run('kapture.clearFilter');
    assert.equal((await allCustomers()).length, 3);
    assert.equal(fixture().customers.view.message, undefined);
  });

  it('a condition → customers to which it applies, and an incorrect one → what is wrong, and the previous customers', async () => {
    await served({ '2021-03-14': [record(1, 'Asha'), record(2, 'Bala'), record(37, 'Chitra')] });
    await pull('2021-03-14', '2021-03-14');
    const ids = async (): Promise<string[]> => (await allCustomers()).map((customer) => customer.id);
    user.types('name:=BALA');
    await run('kapture.filterCustomers');
    assert.deepEqual(await ids(), ['2']);
    assert.equal(fixture().customers.view.message, 'Filter “name:=BALA” · 1 of 3 customers');
    user
      .types('nmae:asha')
      .types('created:>2021-02-30')
      .fillsIn('nmae:asha', async () => assert.deepEqual(await ids(), ['2']))
      .types('id:3 has:agent created:2021-03');
    await run('kapture.filterCustomers');
    assert.deepEqual(user.validationErrors, [
      'There is no column named nmae. To search for this text, put it in quotation marks.',
      '2021-02 has 28 days.',
    ]);
    assert.deepEqual(await ids(), ['37']);
    // The view itself says that no customer matches, and offers to edit or clear the filter.
    user
      .fillsIn('missing:agent', async () => {
        assert.deepEqual(await ids(), []);
        assert.equal(fixture().customers.view.message, undefined);
      })
      .pressesEscape();
    await run('kapture.filterCustomers');
    assert.deepEqual(await ids(), ['37'], 'Escape restores the filter');
  });

  it('Reset Sandbox → deletes what was pulled from it, and the next Add has another ID', async () => {
    const add = async (): Promise<unknown> => {
      await openInEditor('.kapture-add.json', '{"customer_name": "Asha", "phone": "{{$phone}}"}');
      await run('kapture.sendRequest');
      return (JSON.parse(shownDocument(responseScheme)!.getText()) as { Enquiry: { kapture_customer_id: unknown } })
        .Enquiry.kapture_customer_id;
    };
    await run('kapture.useSandbox');
    user.picks('Today');
    await run('kapture.pullRange');
    const removed = await add();
    // The view fetches the customer again after the response is shown.
    const changed = fixture().customers.tree.onDidChangeTreeData as vscode.Event<never>;
    await untilSeen('the new customer', changed, async () =>
      (await allCustomers()).some(({ id }) => id === String(removed)),
    );
    user.messages.length = 0;
    await run('kapture.resetSandbox');
    assert.deepEqual(user.messageTexts, ['The sandbox was reset. To see its original customers, pull them again.']);
    assert.deepEqual(await allCustomers(), []);
    assert.notEqual(await add(), removed);
    user.messages.length = 0;
    await run('kapture.resetSandbox');
    assert.deepEqual(user.messageTexts, ['The sandbox was reset. It has its original customers and no fault.']);
  });

  it('keys without a selected row → how to select the focused one', async () => {
    await served({ '2021-03-14': [record(1, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    await run('kapture.copyDetails', { useSelection: true });
    assert.deepEqual(user.messageTexts, [
      'Select customers in the Customers view first. Ctrl+Shift+Enter (Cmd on macOS) selects the focused row.',
    ]);
  });

  it('suggestions → complete the filter, with the values of a column', async () => {
    await served({ '2021-03-14': [record(1, 'Asha'), record(2, 'Bala')] });
    await pull('2021-03-14', '2021-03-14');
    user.types('');
    await run('kapture.filterCustomers');
    assert.equal(user.offeredItems[0]?.label, 'All Customers');
    assert.ok(user.offeredItems.some(({ label, description }) => label === 'agent:' && description === undefined));
    const values = async (): Promise<unknown> => (await fixture().customers.open()).model.valuesOf('agent');
    user
      .picks('agent:')
      .picks('agent:="Agent Neem"', values)
      .fillsIn('agent:="Agent Neem" missing:cit')
      .picks('missing:city')
      .picks('agent:="Agent Neem" missing:city');
    await run('kapture.filterCustomers');
    assert.equal((await allCustomers()).length, 2);
    assert.equal(fixture().customers.view.message, 'Filter “agent:="Agent Neem" missing:city” · 2 of 2 customers');
  });

  it('a saved filter → is shown by its name, applies to every tenant, can be renamed and deleted', async () => {
    await served({ '2021-03-14': [record(1, 'Asha'), record(2, 'Bala')] });
    await pull('2021-03-14', '2021-03-14');
    const offers = (label: string): boolean => user.offeredItems.some((item) => item.label === label);
    user.fillsIn('name:asha').picks('Save Filter…').types(' ').types('Ours');
    await run('kapture.filterCustomers');
    assert.deepEqual(user.validationErrors, ['Enter a name.']);
    assert.equal((await allCustomers()).length, 1);
    assert.equal(fixture().customers.view.message, 'Filter Ours (“name:asha”) · 1 of 2 customers');
    assert.equal(fixture().customers.view.description, 'Own · Mar 14, 2021');

    await run('kapture.useSandbox');
    await connect({ name: 'Other', baseUrl: (await serveDays({ '2021-03-14': [record(3, 'Asha')] })).origin });
    await pull('2021-03-14', '2021-03-14');
    await run('kapture.clearFilter');
    user.picks('Ours');
    await run('kapture.filterCustomers');
    assert.equal((await allCustomers()).length, 1);
    assert.equal(fixture().customers.view.message, 'Filter Ours (“name:asha”) · 1 of 1 customers');

    user.fillsIn('').picks('Rename or Delete Saved Filters…').picks('Ours').picks('Rename…').types('Theirs');
    await run('kapture.filterCustomers');
    assert.equal(fixture().customers.view.message, 'Filter Theirs (“name:asha”) · 1 of 1 customers');
    user.fillsIn('').picks('Rename or Delete Saved Filters…').picks('Theirs').picks('Delete');
    await run('kapture.filterCustomers');
    assert.equal(fixture().customers.view.message, 'Filter “name:asha” · 1 of 1 customers');
    user.types('');
    await run('kapture.filterCustomers');
    assert(!offers('Theirs') && !offers('Rename or Delete Saved Filters…'));
  });

  it('the customer of step 3 of the README → found by either of its phones, and the tooltip tells them apart', async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    const added = vscode.Uri.joinPath(workspaceFolder(), 'added.kapture-add.json');
    await vscode.workspace.fs.writeFile(added, Buffer.from(JSON.stringify(operations.add.sample)));
    try {
      await vscode.window.showTextDocument(added);
      await run('kapture.sendRequest');
      await run('kapture.refreshCustomers');
      for (const phone of ['9874563725', '8978783457']) {
        user.types(phone);
        await run('kapture.filterCustomers');
        assert.deepEqual(
          (await allCustomers()).map(({ customer }) => [customer.phone, customer.contactPhone]),
          [['9874563725', '8978783457']],
        );
      }
      const [found] = await allCustomers();
      const row = await customerRow(found!.id);
      assert.match(row.description, /^9874563725†( · |$)/);
      assert.match(await tooltipOf(row), /\nPhone \(†\): 9874563725\nContact phone: 8978783457\n/);
    } finally {
      await vscode.workspace.fs.delete(added);
    }
  });

  it('a customer without a phone → shows and copies the phone of its contact', async () => {
    await served({ '2021-03-14': [record(1, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    const row = await customerRow('1');
    assert.equal(row.description, '9845765226 · Agent Neem');
    assert.match(await tooltipOf(row), /\nContact phone: 9845765226/);
    const { model } = await fixture().customers.open();
    await model.update({ grouping: 'agent' });
    assert.equal((await customerRow('1')).description, '9845765226', 'in a group of the agent');
    await model.update({ grouping: 'day' });
    assert.doesNotMatch(await tooltipOf(row), /\nPhone:/);
    user.picks('Phone');
    await run('kapture.copyDetails', row.node);
    assert.equal(await vscode.env.clipboard.readText(), '9845765226');
  });

  it('a copy command on several selected rows → a line for each', async () => {
    const of = (id: number): object =>
      record(id, 'Asha', { companyPhone: `900000000${id}`, email: `${id}@example.com` });
    await served({ '2021-03-14': [of(1), of(2), of(3)] });
    await pull('2021-03-14', '2021-03-14');
    const nodes = [(await customerRow('1')).node, (await customerRow('3')).node];
    for (const [detail, text] of [
      ['ID', '1\n3'],
      ['Phone', '9000000001\n9000000003'],
      ['Email', '1@example.com\n3@example.com'],
    ] as const) {
      user.picks(detail);
      await run('kapture.copyDetails', nodes[1], nodes);
      assert.equal(await vscode.env.clipboard.readText(), text, detail);
    }
  });

  it('a customer of the sandbox whose Get repeats the phone of its contact → the same row before and after it is fetched', async () => {
    await run('kapture.useSandbox');
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    const before = (await customerRows()).find(({ node: { customer } }) => !customer.phone && customer.contactPhone)!;
    await run('kapture.openCustomer', { ...before.node, refresh: true });
    const after = await customerRow(before.node.id);
    assert.deepEqual(
      [after.node.customer.phone, after.description],
      [before.node.customer.contactPhone, before.description],
    );
  });

  it('copy commands on a customer and on a contact → its id, phone and email', async () => {
    await served({
      '2021-03-14': [record(61371820, 'Asha', { companyPhone: '9000000009', email: 'asha@example.com' })],
    });
    await pull('2021-03-14', '2021-03-14');
    const { node } = await customerRow('61371820');
    const [contact] = await contactsOf('61371820');
    for (const [detail, target, text] of [
      ['ID', node, '61371820'],
      ['Phone', node, '9000000009'],
      ['Email', node, 'asha@example.com'],
      ['ID', contact, '61371820'],
      ['Phone', contact, '9845765226'],
      ['Email', contact, 'c61371820@example.com'],
    ] as const) {
      user.picks(detail);
      await run('kapture.copyDetails', target);
      assert.equal(await vscode.env.clipboard.readText(), text, detail);
    }
  });

  it('click on a customer → its record, as the server sent it', async () => {
    await served({ '2021-03-14': [record(1, 'Asha', { maxCreditAmt: 'here', note: 'kept' })] });
    await pull('2021-03-14', '2021-03-14');
    const { command } = (await customerRow('1')).item;
    await run(command!.command, ...(command!.arguments as unknown[]));
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.scheme, recordScheme);
    assert.deepEqual(JSON.parse(document.getText()), record(1, 'Asha', { maxCreditAmt: 'here', note: 'kept' }));
  });

  it('a refresh with a changed customer → its open record shows the change', async () => {
    const days = { '2021-03-14': [record(1, 'Asha')] };
    await served(days);
    await pull('2021-03-14', '2021-03-14');
    await run('kapture.openCustomer', (await customerRow('1')).node);
    const { document } = vscode.window.activeTextEditor!;
    days['2021-03-14'] = [record(1, 'Asha the Second')];
    await run('kapture.refreshCustomers');
    await until(
      'the new name in the open record',
      vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
      () => document.getText().includes('Asha the Second'),
    );
  });

  it('a refresh while a separately fetched record is open → the record stays; once it is closed → the record from the pull', async () => {
    await served({ '2021-03-14': [record(1, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    const { node } = await customerRow('1');
    const { records } = await fixture().customers.open();
    const text = JSON.stringify(record(1, 'Asha', { fetchedAlone: 'kept' }));
    records.put(node.tenant, readCustomer(text, defaultTimeZone)!);
    await run('kapture.openCustomer', node);
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.getText(), /fetchedAlone/);
    await run('kapture.refreshCustomers');
    await run('kapture.openCustomer', (await customerRow('1')).node);
    const shown = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
    assert.match(shown, /fetchedAlone/);
    await run('workbench.action.closeAllEditors');
    await until(
      'the record to be closed',
      vscode.workspace.onDidCloseTextDocument as vscode.Event<never>,
      () => document.isClosed,
    );
    await run('kapture.openCustomer', (await customerRow('1')).node);
    assert.doesNotMatch(vscode.window.activeTextEditor!.document.getText(), /fetchedAlone/);
  });

  it('a filter → expands matching groups of up to one page; filter cleared → the groups are collapsed again', async () => {
    // Only this test uses these days, because groups that earlier tests revealed stay expanded.
    const days = ['2021-05-13', '2021-05-14'] as const;
    await served({
      [days[0]]: ['Asha 249 the First', 'Bala'].map((name, index) =>
        record(1 + index, name, { generationDate: 'May 13, 2021 2:21:11 PM' }),
      ),
      [days[1]]: Array.from({ length: 250 }, (_, index) =>
        record(1000 + index, `Asha ${index}`, { generationDate: 'May 14, 2021 2:21:11 PM' }),
      ),
    });
    await pull(...days);
    const open = async (): Promise<string[]> =>
      (await groupRows()).flatMap(({ item, label }) =>
        item.collapsibleState === vscode.TreeItemCollapsibleState.Expanded ? [label] : [],
      );
    assert.deepEqual(await open(), []);
    for (const [filter, count] of [
      ['Asha 24', 2],
      ['Asha', 1],
      ['Bala', 1],
    ] as const) {
      user.types(filter);
      await run('kapture.filterCustomers');
      assert.equal((await open()).length, count, filter);
    }
    await run('kapture.clearFilter');
    assert.deepEqual(await open(), []);
  });

  it('a customer → new Get and Update requests for it', async () => {
    await served({ '2021-03-14': [record(61371820, 'Asha "A" ${b}')] });
    await pull('2021-03-14', '2021-03-14');
    await run('kapture.newCustomerRequest', (await customerRow('61371820')).node, 'update');
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /\.kapture-update\.json$/);
    // The body has only the ID, because an Update changes every field that it names.
    assert.equal(readRequest(operations.update, document.getText()).body, '{"kapture_customer_id":"61371820"}');
    await run('kapture.newCustomerRequest', (await customerRow('61371820')).node, 'get');
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /\.kapture-get\.json$/);
    assert.match(vscode.window.activeTextEditor!.document.getText(), /"kapture_customer_id": "61371820"/);
  });

  it('Open in Kapture without a URL, or for a customer without the code in it → says so', async () => {
    const server = await served({ '2021-03-14': [record(61371820, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    const { node } = await customerRow('61371820');
    await run('kapture.openInKapture', node);
    assert.deepEqual(user.messageTexts, [
      `No connection to ${new URL(server.origin).host} has a customer page URL. Set recordUrl in its settings.`,
    ]);
    const [entry] = vscode.workspace.getConfiguration('kapture').inspect<object[]>('connections')!.globalValue!;
    await changeSetting('connections', [{ ...entry, recordUrl: `${server.origin}/customer?code={code}` }]);
    await run('kapture.openInKapture', node);
    assert.equal(
      user.messageTexts.at(-1),
      'The page URL needs a customer code, but customer 61371820 does not have one.',
    );
  });

  it('a customer without a valid date → is in the group “No date”', async () => {
    await served({ '2021-03-14': [record(1, 'Asha'), record(2, 'Bala', { generationDate: 'soon' })] });
    await pull('2021-03-14', '2021-03-14');
    assert.deepEqual(
      (await groupRows()).map(({ item, description }) => [item.id, description]),
      [
        ['day/2021-03-14', '1'],
        ['day/?', '1'],
      ],
    );
    assert.deepEqual((await groupRows())[1]!.label, 'No date');
  });

  it('a day with 450 customers → pages of 200', async () => {
    await served({
      '2021-03-14': Array.from({ length: 450 }, (_, index) => record(1000 + index, `Customer ${index}`)),
    });
    await pull('2021-03-14', '2021-03-14');
    const shown = async (): Promise<number> =>
      (await rows((await groupRows())[0]!.node)).filter(({ node }) => node.kind === 'customer').length;
    assert.equal((await groupRows())[0]!.description, '450');
    assert.equal(await shown(), 200);
    const more = (await rows((await groupRows())[0]!.node)).at(-1)!;
    assert.equal(more.description, '250 not shown');
    await run('kapture.showMore', more.node);
    assert.equal(await shown(), 400);
  });

  it('a name with markup and control characters → no harm in row, tooltip and record', async () => {
    const name =
      '[click](command:kapture.resetSandbox) $(bug) **bold** <b>b</b>\nsecond\u202eline\u0007 ![x](https://evil.example/x.png)';
    await served({ '2021-03-14': [record(1, name, { city: name, assignedToName: name })] });
    await pull('2021-03-14', '2021-03-14');
    const row = await customerRow('1');
    for (const text of [row.label, row.description, row.item.accessibilityInformation!.label]) {
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
      assert.ok(text.length < 500);
    }
    const tooltip = await tooltipOf(row);
    assert.doesNotMatch(tooltip, /[\u202e\u0007]/);
    await run('kapture.openCustomer', row.node);
    await until('the record', vscode.workspace.onDidChangeTextDocument as vscode.Event<never>, () =>
      vscode.window.activeTextEditor?.document.getText().includes('second'),
    );
    assert.equal(
      JSON.stringify((JSON.parse(vscode.window.activeTextEditor!.document.getText()) as { name: string }).name),
      JSON.stringify(name),
    );
  });

  it('a message and a connection name with markup → no harm in code lenses', async () => {
    // The padding moves the message so far down that the lens repeats it.
    const failure = { padding: 'x'.repeat(700), status: 'failed', message: '$(bug) no\nway \u202e here' };
    const server = await serveHttp((response) => response.writeHead(400).end(JSON.stringify(failure)));
    await connect({ name: '$(flame) Own', baseUrl: server.origin });
    const { document } = await openInEditor(
      '.kapture-pull.json',
      '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]',
    );
    assert.equal((await lensesOf(document.uri))[0]!.title, '$(play)\u00a0Send to \\$(flame) Own (production)');
    await run('kapture.sendRequest');
    const titles = (await lensesOf(shownDocument('kapture-response')!.uri)).map(({ title }) => title);
    assert.equal(titles.at(-1), '\\$(bug) no way here');
  });

  it('an Update sent from an untitled document → the row and the open record show it', async () => {
    await run('kapture.useSandbox');
    user.picks('Today');
    await run('kapture.pullRange');
    const [{ id, customer } = assert.fail('the sandbox has a customer of today')] = await allCustomers();
    await run('kapture.openCustomer', (await customerRow(id)).node);
    await openInEditor(
      '.kapture-update.json',
      `{"kapture_customer_id": "${id}", "customer_name": "${customer.name} the Second"}`,
    );
    await run('kapture.sendRequest');
    await showingRow(id, `${customer.name} the Second`);
    const document = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.scheme === recordScheme && uri.path.includes(id),
    )!;
    await until(
      'the new name in the open record',
      vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
      () => document.getText().includes(`"name": "${customer.name} the Second"`),
    );
  });

  it('an Update, and the server does not send the customer again → the request has ended, and the row stays', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    const server = await serveHttp((response, { body }) => {
      if (body.includes('start_date'))
        response.end(JSON.stringify({ message: [record(7, 'Asha')], status: 'success' }));
      else if (body.startsWith('[')) held.resolve(response);
      else response.end('{"status": "success", "message": "ok", "Enquiry": {"kapture_customer_id": 7}}');
    });
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await pull('2021-03-14', '2021-03-14');
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": "7", "customer_name": "Bala"}');
    await run('kapture.sendRequest');
    assert.equal((await customerRow('7')).label, 'Asha');
    assert.deepEqual(user.messageTexts, []);
    (await held.promise).end('{"Customer Details": {"id": 7, "name": "Bala"}, "status": "success"}');
    await showingRow('7', 'Bala');
  });

  it('201 customers fetched separately → the last 200 records are stored', async () => {
    const tenant = 'https://acme.example';
    const view = await fixture().customers.open();
    for (let id = 1; id <= 201; id++)
      await view.fetched.show(tenant, readCustomer(JSON.stringify({ id, name: `Customer ${id}` }), defaultTimeZone)!);
    assert.deepEqual(await Promise.all(['1', '2', '201'].map((id) => view.records.has({ tenant, id }))), [
      false,
      true,
      true,
    ]);
  });

  it('another connection becomes active → its own customers, and no rows if nothing was pulled', async () => {
    await served({ '2021-03-14': [record(1, 'Asha')] });
    await pull('2021-03-14', '2021-03-14');
    const other = await serveDays({});
    await connect({ name: 'Other', baseUrl: other.origin });
    assert.deepEqual(await rows(), []);
    user.picks('Own');
    await run('kapture.selectConnection');
    assert.deepEqual(
      (await allCustomers()).map(({ customer }) => customer.name),
      ['Asha'],
    );
  });
});
