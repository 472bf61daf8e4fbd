import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { user } from './support/user.ts';
import { connect, run, fixture } from './support/fixture.ts';

describe('server text and status', () => {
  it('a redirect to a command link → no link in the message', async () => {
    const server = await serveHttp((response) =>
      response.writeHead(302, { location: '[log in](command:kapture.deleteStoredData)' }).end(),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    await run('kapture.sendRequest');
    assert.match(
      user.messages.at(-1)!.text,
      /redirects \(HTTP 302\) to \[log in\] \(command:kapture\.deleteStoredData\)/,
    );
  });

  it('Test Connection, 404 → is not reported as a success', async () => {
    const server = await serveHttp((response) =>
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"status": "failed", "message": "no such page"}'),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await run('kapture.testConnection', 'Own');
    assert.equal(user.messages.at(-1)!.text, 'Not everything works on Own. See the report.');
  });
});

describe('the body of a request', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('one of several bodies selected → is sent', async () => {
    await openInEditor('.kapture-get.json', '[{"phone": "1"}, |{"phone": "9845765226"}|]');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('part of a single body selected → the whole body is sent', async () => {
    await openInEditor('.kapture-get.json', '[{"ph|one|": "9845765226"}]');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('Get Customer in the welcome view → asks which customer, and does not send the active JSON', async () => {
    const before = fixture().sandbox.requests;
    await openInEditor('.json', '{"secret": "of another program"}');
    user.types('9845765226');
    await run('kapture.getCustomer', { ask: true });
    assert.equal(fixture().sandbox.requests, before + 1);
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('a new Update request → no fields that would be set to blank', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'other.kapture-update.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
    await run('workbench.action.closeAllEditors');
    await run('kapture.updateCustomer');
    await vscode.workspace.fs.delete(file);
    assert.doesNotMatch(vscode.window.activeTextEditor!.document.getText(), /customer_name|phone|email_id/);
  });
});
