import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import { type WrittenCase, repeatsIdentity } from '../../kapture/payloadTests/newCase.ts';
import { showInformation } from '../shared/questions/messages.ts';

const example = '{{$phone}}';

/** Tells the user that a new case adds a customer with the same identity in each run, so that it may pass only once. */
export function tellOfSameValues(request: Omit<WrittenCase, 'name'>, outcome: string): void {
  if (operations[request.operation].act !== 'add' || outcome !== 'success' || !repeatsIdentity(request)) return;
  void showInformation(
    vscode.l10n.t(
      'Each run adds a customer with the same phone number, email address or customer code, which Kapture may reject. Use variables in the body, such as {0}.',
      example,
    ),
  );
}
