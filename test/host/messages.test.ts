import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserError, showError, showInformation, showWarning } from '../../src/editor/shared/dialogs/messages.ts';
import { fixture } from './support/fixture.ts';
import { user } from './support/user.ts';

describe('an action of a message', () => {
  const messages = [
    ['an error', (run: () => unknown) => showError(fixture().log, 'Broken.', { title: 'Retry', run })],
    ['information', (run: () => unknown) => showInformation('Done.', fixture().log, { title: 'Retry', run })],
    ['a warning', (run: () => unknown) => showWarning('Careful.', fixture().log, { title: 'Retry', run })],
  ] as const;
  for (const [kind, show] of messages) {
    it(`${kind}: the user cancels the action → no further message`, async () => {
      user.clicks('Retry');
      await show(() => Promise.reject(new vscode.CancellationError()));
      assert.equal(user.messages.length, 1);
    });

    it(`${kind}: the action fails → an error message, and the log has the error`, async () => {
      const before = fixture().logged.length;
      user.clicks('Retry');
      await show(() => Promise.reject(new Error('the disk is full')));
      assert.equal(user.messageTexts.at(-1), 'The command failed: the disk is full');
      assert.match(fixture().logged.slice(before).join('\n'), /^Retry\nError: the disk is full/);
    });

    it(`${kind}: the action fails with a sentence for the user → that sentence alone`, async () => {
      user.clicks('Retry');
      await show(() => Promise.reject(new UserError('“Asha” was not saved (no space left).')));
      assert.equal(user.messageTexts.at(-1), '“Asha” was not saved (no space left).');
    });
  }
});
