import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { labelsAfter } from './support/completions.ts';
import { documentKinds, diagnosticsOf } from './support/documents.ts';
import { fixture, run, sandboxTenant } from './support/fixture.ts';
import { customerRow, customerRows } from './support/tree.ts';
import { user } from './support/user.ts';

const nishchal = '61371820';

async function pull(start: string, end: string): Promise<void> {
  user.picks('Other dates…').types(start).types(end);
  await run('kapture.pullRange');
}

describe('what a run changes in the Customers view', () => {
  beforeEach(() => run('kapture.useSandbox'));
  const source = () => ({ tenant: sandboxTenant(), connection: 'Sandbox' });

  /** The record of the pulled customer with another name. */
  async function renamed(name: string): Promise<string> {
    const { model } = await fixture().customers.open();
    const text = await model.record(sandboxTenant(), nishchal);
    return text!.replace('"Nishchal"', JSON.stringify(name));
  }

  it('a record with new values → shown in its row without a request; opening it fetches it', async () => {
    await pull('2021-01-06', '2021-01-06');
    const { changes } = await fixture().customers.open();
    const before = fixture().sandbox.requests;
    const other = JSON.stringify({ id: 5, name: 'Another', generationDate: 'Mar 14, 2021 2:21:11 PM' });
    await changes.showRecords(
      source(),
      new Map([
        [nishchal, await renamed('Renamed')],
        ['5', other],
      ]),
    );
    // The other customer is not in the pull.
    assert.deepEqual(
      (await customerRows()).map(({ label }) => label),
      ['Renamed'],
    );
    assert.equal(fixture().sandbox.requests, before);
    await run('kapture.openCustomer', (await customerRow(nishchal)).node);
    assert.match(vscode.window.activeTextEditor!.document.getText(), /"name": "Nishchal"/);
    assert.equal(fixture().sandbox.requests, before + 1);
  });

  it('a record that is open → stays what the server sent, without a request; fetched at the end of the run', async () => {
    await pull('2021-01-06', '2021-01-06');
    await run('kapture.openCustomer', (await customerRow(nishchal)).node);
    const { document } = vscode.window.activeTextEditor!;
    const { changes, records } = await fixture().customers.open();
    const before = fixture().sandbox.requests;
    await changes.showRecords(source(), new Map([[nishchal, await renamed('Renamed')]]));
    assert.match(document.getText(), /"name": "Nishchal"/);
    assert.equal((await customerRow(nishchal)).label, 'Renamed');
    const reference = { tenant: sandboxTenant(), id: nishchal };
    assert.deepEqual([fixture().sandbox.requests, await records.has(reference)], [before, false]);
    await changes.fetchOpen(source());
    assert.match(document.getText(), /"name": "Nishchal"/);
    assert.equal((await customerRow(nishchal)).label, 'Nishchal');
    assert.deepEqual([fixture().sandbox.requests, await records.has(reference)], [before + 1, true]);
    await changes.fetchOpen(source());
    assert.equal(fixture().sandbox.requests, before + 1);
  });

  it('added customers → pulled if the shown pull includes today', async () => {
    const { changes } = await fixture().customers.open();
    await pull('2021-01-06', '2021-01-06');
    const before = fixture().sandbox.requests;
    await changes.showAdded(source(), Date.now());
    assert.equal(fixture().sandbox.requests, before);

    user.picks('Today');
    await run('kapture.pullRange');
    const since = Date.now();
    const { url } = fixture().sandbox;
    const added = await fetch(url + operations.add.path, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('kapdemo:kap123')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer_name: 'Added by a Run', phone: '9845000123' }),
    });
    assert.equal(added.status, 200);
    const sent = fixture().sandbox.requests;
    await changes.showAdded(source(), since);
    assert.ok((await customerRows()).some(({ label }) => label === 'Added by a Run'));
    assert.equal(fixture().sandbox.requests, sent + 1);
  });
});

describe('a mapping file in the editor', () => {
  it('a misspelled field, and two columns for one field → warnings; corrected → none', async () => {
    await run('kapture.useSandbox');
    const text = '{"identifyBy": "phone", "columns": {"Mobile": "phone", "Town": "cty", "Place": "cty"}}';
    const document = await documentKinds.saved.open('.kapture-import.json', text);
    const ofMapping = (found: readonly string[]): string[] =>
      found.filter((one) => /columns|Did you mean/.test(one)).sort();
    const found = await diagnosticsOf(document, 'the problems', (messages) => ofMapping(messages).length > 1);
    assert.deepEqual(
      [...new Set(ofMapping(found.map(({ message }) => message)))],
      ['The columns Town and Place are mapped to the same field.', 'The field cty is unknown. Did you mean city?'],
    );
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    edit.replace(document.uri, all, text.replace('"Town": "cty", "Place": "cty"', '"Town": "city"'));
    await vscode.workspace.applyEdit(edit);
    await diagnosticsOf(document, 'no problems', (messages) => !ofMapping(messages).length);
  });

  it('identifyBy and a field → completed; an unknown property → a warning', async () => {
    const text = '{\n  "identifyBy": "",\n  "columns": { "Mobile": "" },\n  "constant": []\n}\n';
    const document = await documentKinds.saved.open('.kapture-import.json', text);
    // VS Code has read the schema then.
    await diagnosticsOf(document, 'the unknown property', (messages) =>
      messages.some((message) => message.includes('constant')),
    );
    const found = await labelsAfter(document, '"identifyBy": "');
    for (const key of ['id', 'code', 'phone', 'email']) assert.ok(found.includes(`"${key}"`), String(found));
    const fields = await labelsAfter(document, '"Mobile": "');
    for (const field of ['phone', 'city']) assert.ok(fields.includes(`"${field}"`), String(fields.slice(0, 20)));
  });
});
