import * as path from 'node:path';
import * as vscode from 'vscode';
import { snapshotFileOf, type StoredSnapshot } from '../../kapture/payloadTests/snapshots.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** A snapshot that a run stored, and the test file that it is for. */
export interface SnapshotOfRun {
  readonly snapshot: StoredSnapshot;
  readonly tests: vscode.Uri;
}

/** What became of the snapshots of a run or of a case, and in which file they are. */
export function storedSnapshotsText(stored: readonly SnapshotOfRun[]): string {
  const [first] = stored;
  if (!first) return vscode.l10n.t('No snapshot has changed.');
  const names = new Set(stored.map(({ tests }) => path.posix.basename(snapshotFileOf(tests.path))));
  const files = oneLine([...names].join(', '), 200);
  const isUpdate = first.snapshot === 'changed';
  if (stored.length === 1)
    return isUpdate
      ? vscode.l10n.t('The snapshot was updated in {0}.', files)
      : vscode.l10n.t('The snapshot was stored in {0}.', files);
  const count = numberText(stored.length);
  if (stored.some(({ snapshot }) => snapshot !== first.snapshot))
    return vscode.l10n.t('{0} snapshots were stored or updated in {1}.', count, files);
  return isUpdate
    ? vscode.l10n.t('{0} snapshots were updated in {1}.', count, files)
    : vscode.l10n.t('{0} snapshots were stored in {1}.', count, files);
}
