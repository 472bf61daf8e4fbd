import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('knows the extension under test', () => {
    assert.ok(vscode.extensions.getExtension('kapture-devtools.kapture-crm'));
  });
});
