import assert from 'node:assert/strict';
import * as vscode from 'vscode';
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

  it('hover on a variable → its value', async () => {
    const document = await documentKinds.saved.open(
      '.kapture-add.json',
      longRequest(600_000).replace('"Asha"', '"On {{$today}}"'),
    );
    assert.match(await hoversAt(document.uri, new vscode.Position(1, 26)), /\{\{\$today\}\}.*"\d{4}-\d\d-\d\d"/);
  });
});
