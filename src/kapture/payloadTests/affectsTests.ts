import { operationOfFile } from '../catalogue/registry.ts';
import { environmentFileName } from '../variables/environmentFileName.ts';
import { snapshotSuffix } from './snapshots.ts';
import { testSuffix } from './testCase.ts';

/** Whether the results of tests can depend on a file, by its path: a test file, or one that tests read. */
export function affectsTests(path: string): boolean {
  return (
    path.endsWith(testSuffix) ||
    path.endsWith(snapshotSuffix) ||
    path.endsWith(`/${environmentFileName}`) ||
    operationOfFile(path) !== undefined
  );
}
