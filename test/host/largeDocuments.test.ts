import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, documentKinds, hoversAt, lensesOf, plainTitle } from './support/documents.ts';
import { run } from './support/stage.ts';
import { longRequest } from './support/typing.ts';

describe('a long request', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('has a note that it is not checked, until it is short enough', async () => {
    const isNote = (message: string): boolean =>
      message === 'This document is larger than 0.5 MB. Kapture neither checks nor sends it.';
    const document = await documentKinds.saved.open(
      '.kapture-add.json',
      longRequest(600_000).replace('"Asha"', '"{{nobody}}"'),
    );
    const [note] = await diagnosticsOf(document, 'the note', (messages) => messages.some(isNote));
    assert.equal(note?.severity, vscode.DiagnosticSeverity.Information);
    await documentKinds.saved.write(document, '{"customer_name": "{{nobody}}", "phone": "9876543210"}');
    await diagnosticsOf(
      document,
      'the warning, and no note',
      (messages) => messages.includes('The variable {{nobody}} has no value.') && !messages.some(isNote),
    );
  });

  it('of a test file has a note that it is not checked', async () => {
    const document = await documentKinds.saved.open('.kapture-test.json', longRequest(600_000));
    await diagnosticsOf(document, 'the note', (messages) =>
      messages.includes('This document is larger than 0.5 MB. Kapture neither checks nor runs it.'),
    );
  });

  it('is pinned by its first comments, however long they are', async () => {
    const comment = `/* ${'about it '.repeat(1000)}*/\r\n// @connection Nobody\r\n`;
    const document = await documentKinds.saved.open('.kapture-add.json', comment + longRequest(600_000));
    assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'The connection Nobody does not exist');
  });

  it('explains its variables', async () => {
    const document = await documentKinds.saved.open(
      '.kapture-add.json',
      longRequest(600_000).replace('"Asha"', '"On {{$today}}"'),
    );
    assert.match(await hoversAt(document.uri, new vscode.Position(1, 26)), /\{\{\$today\}\}.*"\d{4}-\d\d-\d\d"/);
  });
});
