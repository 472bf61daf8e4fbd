import type { Uri } from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';

/** Whether a document is a payload test. */
export function isTest({ path }: Uri): boolean {
  return path.endsWith(testSuffix);
}
