import type * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';

/** What the insights need from other features. */
export interface InsightsPorts {
  readonly targets: Targets;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  customers(): Promise<PulledCustomers>;
}
