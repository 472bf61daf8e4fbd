import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { dryRunScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { hiddenCharacters, hostileText, markdownLink } from '../unit/editor/hostileText.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { connect, run } from './support/fixture.ts';

async function symbolsOf(uri: vscode.Uri): Promise<vscode.DocumentSymbol[]> {
  return (
    (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    )) ?? []
  );
}

/** Names and details, indented. */
function lines(symbols: readonly vscode.DocumentSymbol[], depth = 0): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${'  '.repeat(depth)}${name}${detail && `: ${detail}`}`,
    ...lines(children, depth + 1),
  ]);
}

function at(symbols: readonly vscode.DocumentSymbol[], ...path: readonly string[]): vscode.DocumentSymbol {
  const [name, ...rest] = path;
  const found = symbols.find((symbol) => symbol.name === name);
  assert.ok(found, `${name} is one of ${symbols.map((symbol) => symbol.name).join()}`);
  return rest.length ? at(found.children, ...rest) : found;
}

/** The document of a response with this body. */
async function responseOf(body: string): Promise<vscode.TextDocument> {
  const server = await serveHttp((response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  );
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  await openInEditor('.kapture-pull.json', '{"start_date": "2021-03-14", "end_date": "2021-03-14"}');
  await run('kapture.sendRequest');
  return shownDocument(responseScheme)!;
}

describe('the outline', () => {
  it('a response → its values by key, and customers by name', async () => {
    const document = await responseOf(
      '{"message":[{"id":1,"name":"Asha","contacts":[{"contactPerson":"Bala","phone":""}]},{"id":2}],"status":"success","":null}',
    );
    const symbols = await symbolsOf(document.uri);
    assert.deepEqual(lines(symbols), [
      'message',
      '  0: Asha',
      '    id: 1',
      '    name: Asha',
      '    contacts',
      '      0: Bala',
      '        contactPerson: Bala',
      '        phone',
      '  1: 2',
      '    id: 2',
      'status: success',
      '"": null',
    ]);
    const phone = at(symbols, 'message', '0', 'contacts', '0', 'phone');
    assert.equal(document.getText(phone.range), '"phone": ""');
    assert.equal(document.getText(phone.selectionRange), '"phone"');
  });

  it('a record → its values', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    await run('kapture.openCustomer', shownDocument(responseScheme)!.uri);
    const { document } = vscode.window.activeTextEditor!;
    const symbols = await symbolsOf(document.uri);
    assert.equal(at(symbols, 'id').detail, '61371820');
    assert.equal(at(symbols, 'contacts', '0').children[0]?.name, 'id');
  });

  it('a dry run → the request line and the body', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": "1", "city": "पुणे"}');
    await run('kapture.dryRun');
    const { uri } = shownDocument(dryRunScheme)!;
    const symbols = await symbolsOf(uri);
    assert.match(symbols[0]!.name, /^POST \/.* HTTP\/1\.1$/);
    assert.deepEqual(lines(symbols).slice(1), ['Body', '  kapture_customer_id: 1', '  city: पुणे']);
  });

  it('2,000 customers → all of them, with at most 5,000 values', async () => {
    const records = Array.from({ length: 2000 }, (_, id) => ({ id, name: `C ${id}`, city: 'Pune', email: '' }));
    const document = await responseOf(JSON.stringify({ message: records, status: 'success' }));
    const symbols = await symbolsOf(document.uri);
    assert.equal(at(symbols, 'message').children.length, 2000);
    assert.equal(lines(symbols).length, 4999);
  });

  it('hostile text from a server → plain text', async () => {
    const document = await responseOf(JSON.stringify({ [hostileText]: [{ name: hostileText }], status: 'success' }));
    for (const line of lines(await symbolsOf(document.uri))) {
      assert.doesNotMatch(line.replaceAll('\u2060', ''), hiddenCharacters);
      assert.doesNotMatch(line, markdownLink);
      assert.doesNotMatch(line, /\$\(bug\)/);
    }
  });
});
