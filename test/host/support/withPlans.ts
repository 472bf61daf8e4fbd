import { mkdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { PlanDatabase } from '../../../src/kapture/bulk/plans/planDatabase.ts';
import { fixture } from './fixture.ts';

/** Uses the plans on this machine as another window would. */
export function withPlans<Result>(use: (store: PlanDatabase) => Result): Result {
  const { globalStorageUri } = fixture().context;
  mkdirSync(globalStorageUri.fsPath, { recursive: true });
  const store = PlanDatabase.open(vscode.Uri.joinPath(globalStorageUri, 'plans.db').fsPath);
  try {
    return use(store);
  } finally {
    store.close();
  }
}
