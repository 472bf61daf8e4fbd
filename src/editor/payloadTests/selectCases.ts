import type * as vscode from 'vscode';
import { messageAt, type SelectedCase } from './reportCase.ts';
import type { TestItems } from './testItems.ts';

/** Reads the current cases of a request, in the order of their files. Reports files that cannot run. */
export async function selectCases(
  items: TestItems,
  request: vscode.TestRunRequest,
  run: vscode.TestRun,
): Promise<SelectedCase[]> {
  if (!request.include) await items.findAll();
  const include = new Set(request.include ?? items.files);
  const exclude = new Set(request.exclude);
  const selected: SelectedCase[] = [];
  for (const fileItem of items.filesOf(include)) {
    if (exclude.has(fileItem)) continue;
    const file = await items.read(fileItem);
    const cases = file.cases.filter(({ item }) => (include.has(fileItem) || include.has(item)) && !exclude.has(item));
    if (file.problems.length) {
      // A file with a problem does not run at all, because it may not be read as intended.
      const messages = file.problems.map(({ message, ...place }) => messageAt(file, place, message));
      for (const item of [fileItem, ...cases.map((one) => one.item)]) run.errored(item, messages);
      continue;
    }
    for (const { item, testCase } of cases) {
      run.enqueued(item);
      selected.push({ file, item, testCase });
    }
  }
  return selected;
}
