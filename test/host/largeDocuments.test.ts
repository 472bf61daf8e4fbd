import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { operationOfRequest } from '../../src/editor/shared/documents/requestText.ts';
import { requestFixes } from '../../src/editor/requests/requestFixes.ts';
import { diagnosticsOf, documentKinds, hoversAt, lensesOf, plainTitle } from './support/documents.ts';
import { run } from './support/fixture.ts';
import { longRequest } from './support/typing.ts';

describe('a long request', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('a request of 600 kB → a note that it is not checked; shortened → the usual warnings', async () => {
    const isNote = (message: string): boolean =>
      message === 'This document is larger than 0.5 MB, so it is neither checked nor sent.';
    const document = await documentKinds.saved.open(
      '.kapture-add.json',
      longRequest(600_000).replace('"Asha"', '"{{unknown}}"'),
    );
    const [note] = await diagnosticsOf(document, 'the note', (messages) => messages.some(isNote));
    assert.equal(note?.severity, vscode.DiagnosticSeverity.Information);
    await documentKinds.saved.write(document, '{"customer_name": "{{unknown}}", "phone": "9876543210"}');
    await diagnosticsOf(
      document,
      'the warning, and no note',
      (messages) => messages.includes('The variable {{unknown}} has no value.') && !messages.some(isNote),
    );
  });

  it('a test file of 600 kB → a note that it is not checked', async () => {
    const document = await documentKinds.saved.open('.kapture-test.json', longRequest(600_000));
    await diagnosticsOf(document, 'the note', (messages) =>
      messages.includes('This document is larger than 0.5 MB, so it is neither checked nor run.'),
    );
  });

  it('a pin after a long comment → is recognized', async () => {
    const comment = `/* ${'about it '.repeat(1000)}*/\r\n// @connection Missing\r\n`;
    const document = await documentKinds.saved.open('.kapture-add.json', comment + longRequest(600_000));
    assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'The connection Missing does not exist');
  });

  // VS Code requests quick fixes after each keystroke.
  it('quick fixes where there is no diagnostic of ours → the text is not read', async () => {
    const document = await documentKinds.saved.open('.kapture-add.json', longRequest(600_000));
    const unread = { ...document, getText: () => assert.fail('The document was read.') };
    const other = new vscode.Diagnostic(new vscode.Range(1, 0, 1, 5), 'Property field_3 is not allowed.');
    const context = { diagnostics: [other], only: undefined, triggerKind: vscode.CodeActionTriggerKind.Automatic };
    assert.deepEqual(await requestFixes(unread, context, {} as never, {} as never), []);
  });

  it('the operation of a JSON file with a $schema → only its beginning is read', async () => {
    const text = longRequest(600_000).replace('{', '{ "$schema": "https://kapture.example/add.schema.json",');
    const document = await documentKinds.saved.open('.json', text);
    const getText = (range?: vscode.Range): string =>
      document.getText(range ?? assert.fail('The whole text was read.'));
    assert.equal(operationOfRequest({ ...document, getText }), 'add');
  });

  it('hover on a variable → its value', async () => {
    const document = await documentKinds.saved.open(
      '.kapture-add.json',
      longRequest(600_000).replace('"Asha"', '"On {{$today}}"'),
    );
    assert.match(await hoversAt(document.uri, new vscode.Position(1, 26)), /\{\{\$today\}\}.*"\d{4}-\d\d-\d\d"/);
  });
});
