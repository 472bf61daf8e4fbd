import * as vscode from 'vscode';
import { openPlanStore } from '../../../src/kapture/bulk/plans/openPlanStore.ts';
import type { LocalPlanStore } from '../../../src/kapture/bulk/plans/planStore.ts';
import { fixture } from './fixture.ts';

/** Uses the plans on this machine, as another window would. */
export function withPlans<Result>(use: (store: LocalPlanStore) => Result): Result {
  const { store } = openPlanStore(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
