import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ResponseDocuments } from '../../src/editor/responses/responseDocuments.ts';
import { checkScheme, editScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { exchangeOf } from '../unit/kapture/payloadTests/support.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { connect, run } from './support/fixture.ts';
import { user } from './support/user.ts';

/** Opens a document of an earlier session. */
async function openEarlier(scheme: string, name: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.from({ scheme, path: `/earlier-1/${name}`, query: 'earlier-1' });
  await vscode.window.showTextDocument(uri.with(scheme === responseScheme ? { query: '' } : {}));
  return vscode.window.activeTextEditor!.document.uri;
}

/** Runs each command from the Command Palette, and asserts that it shows this message only. */
async function assertEachSays(sentence: string, commands: readonly string[], ...args: unknown[]): Promise<void> {
  for (const command of commands) {
    user.messages.length = 0;
    await run(command, ...args);
    assert.deepEqual([command, ...user.messageTexts], [command, sentence]);
  }
}

describe('commands without what they need', () => {
  const ofResponses = [
    'kapture.sendAgain',
    'kapture.showHeaders',
    'kapture.openCustomer',
    'kapture.copyDetails',
    'kapture.nextResponsePart',
    'kapture.previousResponsePart',
    'kapture.saveWholeResponse',
    'kapture.showInCustomers',
    'kapture.copyAs',
    'kapture.compareWithBaseline',
    'kapture.deleteBaseline',
  ];

  it('a response that is no longer kept → each command says so, from the palette and from its title bar', async () => {
    const uri = await openEarlier(responseScheme, 'Get Customer.kapture-response');
    const sentence = 'This response is no longer in memory. It may still be in the history.';
    assert.equal(vscode.window.activeTextEditor!.document.getText(), sentence);
    await assertEachSays(sentence, ofResponses);
    await assertEachSays(sentence, [...ofResponses, 'kapture.editCustomer'], uri);
  });

  it('51 responses → the last 50 are kept', () => {
    const documents = new ResponseDocuments();
    const uris = Array.from({ length: 51 }, () => documents.add(exchangeOf('get', '{"status": "success"}'), 'a'));
    assert.deepEqual(
      [0, 1, 50].map((index) => documents.exchangeOf(uris[index]!) !== undefined),
      [false, true, true],
    );
  });

  it('a report that is no longer kept → each command says so', async () => {
    const uri = await openEarlier(checkScheme, 'Test Connection.kapture-check');
    const commands = ['kapture.applyProposals'];
    const sentence = 'This report is no longer available. Test the connection again.';
    await assertEachSays(sentence, commands);
    await assertEachSays(sentence, commands, uri);
  });

  it('a short response without a customer → each command says why it does nothing', async () => {
    const server = await serveHttp((response) => response.end('{"status": "failure", "message": "No Data Found"}'));
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "1"}]');
    await run('kapture.sendRequest');
    await vscode.window.showTextDocument(shownDocument(responseScheme)!);
    await assertEachSays('There is no single customer in this response.', [
      'kapture.openCustomer',
      'kapture.copyDetails',
    ]);
    await assertEachSays('This response has only one part. Its editor shows all of it.', [
      'kapture.nextResponsePart',
      'kapture.previousResponsePart',
      'kapture.saveWholeResponse',
    ]);
    await assertEachSays('There are no customers in this response.', ['kapture.showInCustomers']);
    const noBaseline = 'This request has no baseline. Keep a response as its baseline first.';
    await assertEachSays(noBaseline, ['kapture.compareWithBaseline', 'kapture.deleteBaseline']);
  });

  it('no request → each command says so', async () => {
    await openInEditor('.json', '{}');
    await assertEachSays('Open a request first.', ['kapture.convertRequest']);
    await assertEachSays('This test file is not in the Test Explorer yet. Try again in a moment.', [
      'kapture.updateSnapshots',
    ]);
  });

  it('no customers, or no edited one → each command says so', async () => {
    await assertEachSays('Nothing is missing.', ['kapture.pullMissing']);
    const other = vscode.Uri.from({ scheme: editScheme, path: '/other.json' });
    await openInEditor('.json', '{}');
    await assertEachSays('Open an edited customer first.', ['kapture.showChanges'], other);
    await assertEachSays('Open a record or an edited customer first.', ['kapture.openInKapture']);
  });
});
