import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hiddenCharacters, hostileText } from '../unit/editor/hostileText.ts';
import { operationIds } from '../../src/kapture/catalogue/registry.ts';
import { historyUri, readHistoryUri } from '../../src/editor/shared/documents/historyUri.ts';
import { readRecordUri, recordUri } from '../../src/editor/shared/documents/recordUri.ts';

describe('record URIs', () => {
  for (const id of [
    '61371820',
    '1/2',
    '/',
    'a b',
    '50%',
    '%2F',
    '%252F',
    '%',
    '..',
    '',
    'é#?&',
    'x.kapture-record',
    'a\u202Eb\nc',
  ]) {
    it(`id ${JSON.stringify(id)} → the same id when read, also from a string`, () => {
      const reference = { tenant: 'https://acme.kapturecrm.com:8443', id };
      const uri = recordUri(reference);
      assert.deepEqual([readRecordUri(uri), readRecordUri(vscode.Uri.parse(uri.toString()))], [reference, reference]);
    });
  }

  it('a URI of an earlier version, with the name of a connection → not a record', () =>
    assert.equal(readRecordUri(vscode.Uri.parse('kapture-record:/My%20Tenant/61371820.kapture-record')), undefined));

  it("an id → is the tab's label; a sandbox → a readable name in breadcrumbs, and still its own records", () => {
    const reference = { tenant: 'sandbox:1a2b3c4d', id: '61371820' };
    const uri = recordUri(reference);
    assert.equal(uri.path, '/Sandbox/61371820.kapture-record');
    assert.deepEqual([readRecordUri(uri), readRecordUri(vscode.Uri.parse(uri.toString()))], [reference, reference]);
    assert.notEqual(recordUri({ ...reference, tenant: 'sandbox:5e6f7a8b' }).toString(), uri.toString());
  });

  it('a sandbox without its identity, or an identity of another tenant → not a record', () => {
    for (const text of [
      'kapture-record:/Sandbox/1.kapture-record',
      'kapture-record:/sandbox+1a2b/1.kapture-record',
      'kapture-record://1a2b/acme.in/1.kapture-record',
    ])
      assert.equal(readRecordUri(vscode.Uri.parse(text)), undefined, text);
  });

  it('a hostile id → a path without hidden or bidirectional characters', () =>
    assert.doesNotMatch(recordUri({ tenant: 'https://acme.in', id: hostileText }).path, hiddenCharacters));

  it('a URI with an invalid escape → read literally', () =>
    assert.equal(
      readRecordUri(vscode.Uri.from({ scheme: 'kapture-record', path: '/acme.in/%FF.kapture-record' }))?.id,
      '%FF',
    ));
});

describe('URIs of the history', () => {
  for (const operation of operationIds)
    it(`${operation} → the same entry when read, also from a string`, () => {
      const entry = { operation, id: 1_764_400_000_123 };
      const uri = historyUri(entry, 'any name');
      assert.deepEqual([readHistoryUri(uri), readHistoryUri(vscode.Uri.parse(uri.toString()))], [entry, entry]);
    });
});
