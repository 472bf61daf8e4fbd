import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { KnownFields } from '../../src/editor/shared/knownFields.ts';
import { fieldsScheme, recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { completionsAt, labelOf } from './support/completions.ts';
import { hoversAt, lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { connect, fixture, run } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

const count = 40;

/** A tenant whose customers have undocumented fields. Get returns one more than Pull. */
function serveTenant(): Promise<LocalServer> {
  const record = (index: number): object => ({
    id: 1000 + index,
    name: `Customer ${index}`,
    generationDate: 'Mar 14, 2021 2:21:11 PM',
    loyalty_score: index,
    ...(index % 4 && { attr1: index % 2 ? 'GOLD' : '' }),
    zones: 'North and South',
    contacts: [{ id: index, phone: '9845765226', rank: 'A' }],
  });
  return serveHttp((response, { body }) => {
    const isPull = body.includes('start_date');
    const found = isPull
      ? Array.from({ length: count }, (_, index) => record(index))
      : { ...record(7), only_get: true };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ [isPull ? 'message' : 'Customer Details']: found, status: 'success' }));
  });
}

async function pull(): Promise<void> {
  user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
  await run('kapture.pullRange');
}

/** The known fields of a tenant, as soon as these are offered. */
function knownOf(tenant: string, name: string): Promise<KnownFields> {
  const { fields } = fixture();
  return until(`the field ${name}`, fields.onDidChange as vscode.Event<never>, () => {
    const known = fields.of(tenant);
    return known?.offered.some((field) => field.name === name) && known;
  });
}

/** The completion with a label at the cursor, as soon as its detail is wanted. */
async function completionOf(editor: vscode.TextEditor, label: string): Promise<vscode.CompletionItem | undefined> {
  const { document, selection } = editor;
  return (await completionsAt(document, selection.active, 100)).find((item) => labelOf(item) === label);
}

/** Waits until VS Code's JSON service has read the schema again, for which there is no event. */
async function offeredIn(editor: vscode.TextEditor, label: string): Promise<vscode.CompletionItem> {
  const end = Date.now() + 15_000;
  do {
    const found = await completionOf(editor, label);
    if (found) return found;
  } while (Date.now() < end);
  throw new Error(`No completion ${label} is offered.`);
}

function detailOf({ detail }: vscode.CompletionItem): string {
  return detail ?? '';
}

describe('the fields of a tenant', () => {
  let server: LocalServer;
  let tenant: string;

  beforeEach(async () => {
    server = await serveTenant();
    tenant = server.origin;
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
  });

  const schemaText = async (): Promise<string> => {
    await run('kapture.showTenantSchema');
    return shownDocument(fieldsScheme)!.getText();
  };

  it('a pull → its fields in requests to the tenant, with how often they were seen, and none elsewhere', async () => {
    await pull();
    await knownOf(tenant, 'attr1');
    const editor = await openInEditor('.kapture-add.json', '{\n  |\n}');
    const item = await offeredIn(editor, 'attr1');
    assert.equal(detailOf(item), 'Seen in 75% of 40 examined customers of Acme');
    assert.match(String((item.documentation as vscode.MarkdownString).value), /with a value in 50%/);
    assert.ok(await completionOf(editor, 'loyalty_score'));
    // Objects and arrays of a record are not fields of a request.
    assert.equal(await completionOf(editor, 'rank'), undefined);
    await run('kapture.useSandbox');
    const elsewhere = await openInEditor('.kapture-update.json', '{\n  |\n}');
    assert.ok(await offeredIn(elsewhere, 'customer_name'));
    assert.equal(await completionOf(elsewhere, 'loyalty_score'), undefined);
  });

  it('a response to Get → the fields of its record, counted once per customer, in hovers', async () => {
    for (let times = 0; times < 2; times++) {
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "1007|"}');
      await run('kapture.sendRequest');
    }
    const known = await knownOf(tenant, 'only_get');
    assert.match(known.hoverOf('get', ['only_get']) ?? '', /Seen in 100% of the examined records \(1\)/);
    assert.equal(known.hoverOf('get', ['name']), undefined);
    await run('kapture.openCustomer', { tenant, connection: 'Acme', id: '1007', refresh: true });
    const record = shownDocument(recordScheme)!;
    const at = record.positionAt(record.getText().indexOf('rank') + 1);
    assert.match(await hoversAt(record.uri, at), /No published source describes[^]*Seen in[^]*\/contacts\/0\/rank/);
  });

  it('Show Tenant Schema → every field with its counts, and what was not seen', async () => {
    await pull();
    const text = await schemaText();
    assert.match(text, /^# Schema of Acme$/m);
    assert.match(text, /^## Pull Customers\n\n40 records examined, last on /m);
    assert.match(text, /^ {2}id +100% +100% +integer$/m);
    assert.match(text, /^\+ attr1 +75% +50% +string$/m);
    assert.match(text, /^\+ contacts\[\]\.rank +100% +100% +string$/m);
    assert.match(text, /^Documented, but not seen: [^]*companyPhone/m);
    // The lines of a table must not wrap, and the text beside it has no long lines.
    assert.equal(vscode.workspace.getConfiguration('editor', shownDocument(fieldsScheme)).get('wordWrap'), 'off');
    assert.ok(Math.max(...text.split('\n').map(({ length }) => length)) <= 120, text);
    assert.match(text, /^## Get Ticket\n\nNo records have been examined yet\. Send a Get Ticket request\.$/m);
    for (const value of ['GOLD', 'North', '9845765226', 'Customer 7']) assert.ok(!text.includes(value), value);
    const titles = (await lensesOf(shownDocument(fieldsScheme)!.uri)).map(plainTitle);
    assert.deepEqual(titles, ['JSON Schema', 'OpenAPI 3.1']);
  });

  it('Export Tenant Schema → new files with the JSON Schema and OpenAPI', async () => {
    await pull();
    user.picks('JSON Schema');
    await run('kapture.exportTenantSchema');
    const exported = (): Record<string, unknown> =>
      JSON.parse(vscode.window.activeTextEditor!.document.getText()) as Record<string, unknown>;
    const { properties } = exported() as { properties: Record<string, unknown> };
    assert.deepEqual((properties['attr1'] as Record<string, unknown>)['x-seen'], { in: 30, of: 40, filled: 20 });
    await run('kapture.exportTenantSchema', tenant, 'open-api');
    const { openapi, servers } = exported();
    assert.deepEqual([openapi, servers], ['3.1.0', [{ url: server.origin }]]);
    assert.ok(!vscode.window.activeTextEditor!.document.getText().includes('GOLD'));
  });

  it('customers are deleted → nothing is known', async () => {
    await pull();
    await knownOf(tenant, 'attr1');
    user.clicks('Delete Acme Only');
    await run('kapture.deleteStoredData', 'customers');
    await until(
      'nothing known',
      fixture().fields.onDidChange as vscode.Event<never>,
      () => !fixture().fields.of(tenant),
    );
    const { storage } = await fixture().customers.open();
    assert.deepEqual(await (await storage.open()).learned(tenant), {});
  });
});
