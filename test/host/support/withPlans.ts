import * as vscode from 'vscode';
import { openBulkStore, type BulkStore } from '../../../src/kapture/bulk/plans/bulkStore.ts';
import { fixture } from './fixture.ts';

/** Uses the plans on this machine, as another window would. */
export function withPlans<Result>(use: (store: BulkStore) => Result): Result {
  const store = openBulkStore(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
