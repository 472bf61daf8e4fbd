import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { person } from './support/person.ts';
import { connect, run, stage } from './support/stage.ts';

describe('what a server says', () => {
  it('never becomes a link to a command in a message', async () => {
    const server = await serveHttp((response) =>
      response.writeHead(302, { location: '[log in](command:kapture.clearHistory)' }).end(),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    await run('kapture.sendRequest');
    assert.match(person.told.at(-1)!.text, /redirects to \[log in\] \(command:kapture\.clearHistory\)/);
  });

  it('at a wrong path is no success of Test Connection', async () => {
    const server = await serveHttp((response) =>
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"status": "failed", "message": "no such page"}'),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await run('kapture.testConnection', 'Own');
    assert.match(
      person.told.at(-1)!.text,
      /its response to Get is not a Kapture response \(HTTP 404\)\. no such page Check the path of Get Customer\.$/,
    );
  });
});

describe('a request', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('is the selected one of several bodies', async () => {
    await openInEditor('.kapture-get.json', '[{"phone": "1"}, |{"phone": "9845765226"}|]');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('of one body is sent whole, whatever is selected in it', async () => {
    await openInEditor('.kapture-get.json', '[{"ph|one|": "9845765226"}]');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('of the welcome view asks whom to get, and sends no JSON that happens to be open', async () => {
    const before = stage().sandbox.requests;
    await openInEditor('.json', '{"secret": "of another program"}');
    person.types('9845765226');
    await run('kapture.getCustomer', { ask: true });
    assert.equal(stage().sandbox.requests, before + 1);
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('to update starts with nothing that would blank a field', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'other.kapture-update.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
    await run('workbench.action.closeAllEditors');
    person.picks('New Request');
    await run('kapture.updateCustomer');
    await vscode.workspace.fs.delete(file);
    assert.doesNotMatch(vscode.window.activeTextEditor!.document.getText(), /customer_name|phone|email_id/);
  });
});
