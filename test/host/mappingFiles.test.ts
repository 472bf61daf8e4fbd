import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { labelsAfter } from './support/completions.ts';
import { documentKinds, diagnosticsOf } from './support/documents.ts';
import { run } from './support/fixture.ts';

describe('a mapping file in the editor', () => {
  it('a misspelled field, and two columns for one field → warnings; corrected → none', async () => {
    await run('kapture.useSandbox');
    const text = '{"matchBy": "phone", "columns": {"Mobile": "phone", "Town": "cty", "Place": "cty"}}';
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

  it('matchBy and a field → completed; an unknown property → a warning', async () => {
    const text = '{\n  "matchBy": "",\n  "columns": { "Mobile": "" },\n  "constant": []\n}\n';
    const document = await documentKinds.saved.open('.kapture-import.json', text);
    // At this point, VS Code has read the schema.
    await diagnosticsOf(document, 'the unknown property', (messages) =>
      messages.some((message) => message.includes('constant')),
    );
    const found = await labelsAfter(document, '"matchBy": "');
    for (const key of ['id', 'code', 'phone', 'email']) assert.ok(found.includes(`"${key}"`), String(found));
    const fields = await labelsAfter(document, '"Mobile": "');
    for (const field of ['phone', 'city']) assert.ok(fields.includes(`"${field}"`), String(fields.slice(0, 20)));
  });
});
