import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hiddenCharacters, hostileText } from '../unit/editor/hostileText.ts';
import { readRecordUri, recordUri } from '../../src/editor/shared/documents/recordUri.ts';

describe('the address of a record', () => {
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
    it(`of the id ${JSON.stringify(id)} → that id, also once it was written down`, () => {
      const reference = { tenant: 'https://acme.kapturecrm.com:8443', id };
      const uri = recordUri(reference);
      assert.deepEqual([readRecordUri(uri), readRecordUri(vscode.Uri.parse(uri.toString()))], [reference, reference]);
    });
  }

  it('of an older version, which has the name of a connection → none', () =>
    assert.equal(readRecordUri(vscode.Uri.parse('kapture-record:/My%20Tenant/61371820.kapture-record')), undefined));

  it('has an id as the tab shows it', () =>
    assert.match(recordUri({ tenant: 'sandbox:1a2b3c4d', id: '61371820' }).path, /\/61371820\.kapture-record$/));

  it('hides and reorders nothing in the tab', () =>
    assert.doesNotMatch(recordUri({ tenant: 'https://acme.in', id: hostileText }).path, hiddenCharacters));

  it('of another making → read as it is', () =>
    assert.equal(
      readRecordUri(vscode.Uri.from({ scheme: 'kapture-record', path: '/acme.in/%FF.kapture-record' }))?.id,
      '%FF',
    ));
});
