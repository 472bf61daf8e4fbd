import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { user } from './support/user.ts';
import { rows as requestRows, tree as requestsTree } from './support/requestRows.ts';
import { connect, run, fixture } from './support/fixture.ts';
import { customerRows, rows } from './support/tree.ts';

/**
 * The words of a screen reader for a row in VS Code: its accessible name, or else its tooltip, or else its label and
 * description.
 */
function spoken({ accessibilityInformation, tooltip, label, description }: vscode.TreeItem): string {
  return (
    accessibilityInformation?.label ??
    (typeof tooltip === 'string' ? tooltip : `${label as string} ${String(description ?? '')}`.trim())
  );
}

const asha = {
  id: 1,
  name: 'Asha',
  generationDate: 'Mar 14, 2021 2:21:11 PM',
  assignedToName: 'Agent Neem',
  contacts: [
    { id: 10, contactPerson: 'Bala', phone: '9845765226', email: '', isPrimaryContact: true },
    { id: 11, contactPerson: '', phone: '', email: '', isPrimaryContact: false },
  ],
};

describe('the screen reader text', () => {
  it('customers, their days and contacts, and days that failed → text that says what each one is', async () => {
    const server = await serveHttp((response, { body }) => {
      const isGood = body.includes('2021-03-14');
      response.writeHead(isGood ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          isGood ? { message: [asha], status: 'success' } : { message: 'Kapture is having a nap.', status: 'failed' },
        ),
      );
    });
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-15');
    await run('kapture.pullRange');
    const [customer] = await customerRows();
    const all = [...(await rows()), customer!, ...(await rows(customer!.node))];
    assert.deepEqual(
      all.map(({ item }) => spoken(item)),
      [
        'Not pulled: Kapture is having a nap. Mar 15, 2021',
        `${all[1]!.label}, 1 customer`,
        'Customer Asha, 9845765226, agent Agent Neem',
        'Primary contact Bala, 9845765226',
        'Contact (no name), no phone or email',
      ],
    );
  });

  it('exchanges in the history → text that says how each one ended', async () => {
    await run('kapture.useSandbox');
    await run('kapture.getCustomer', { fields: { phone: '9845765226' } });
    fixture().sandbox.setFault({ fault: '401' });
    await run('kapture.getCustomer', { fields: { phone: '9845765226' } });
    const { tree } = fixture().history;
    const [newer, older] = (await tree.getChildren()) ?? [];
    const names = await Promise.all([newer!, older!].map(async (node) => spoken(await tree.getTreeItem(node))));
    assert.match(names[0]!, /^Get Customer, failed, .+, Sandbox, Invalid Auth Key$/);
    assert.match(names[1]!, /^Get Customer, success, .+, Sandbox$/);
  });

  it('groups of requests, and examples → text with the number of requests, and with the response of an example', async () => {
    const view = await requestsTree();
    const groups = (await view.getChildren()).map((node) => spoken(view.getTreeItem(node)));
    assert.match(
      groups.join('\n'),
      /^Workspace, (\d+|\?) requests\nPersonal, (\d+|\?) requests\nExamples, \d+ requests$/,
    );
    const examples = (await requestRows('examples')).map((node) => spoken(view.getTreeItem(node)));
    assert.ok(
      examples.includes(
        'Example Phone Taken, Add Customer, This mobile number already exists. Please enter a new one.',
      ),
      examples.join('\n'),
    );
  });
});
