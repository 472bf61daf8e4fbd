import * as vscode from 'vscode';
import { PlanDatabase } from '../../../src/kapture/bulk/plans/planDatabase.ts';
import { fixture } from './fixture.ts';

/** Uses the plans on this machine as another window would. */
export function withPlans<Result>(use: (store: PlanDatabase) => Result): Result {
  const store = PlanDatabase.open(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
