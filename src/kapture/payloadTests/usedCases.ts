import { posix } from 'node:path';
import { readOtherFile, type ReadOtherFile } from './otherFiles.ts';
import { readTestFile } from './readTestFile.ts';
import { hasSnapshot, type TestCase, type UsedCase } from './testCase.ts';

type UsedCases =
  | { readonly used: readonly UsedCase[]; readonly problem?: undefined }
  /** A sentence that says why a case cannot be used. */
  | { readonly used?: undefined; readonly problem: string };

/**
 * A case with the cases that it uses, and that they use, in the order in which they run. If one of them cannot be read
 * or used, that is a problem of the case.
 */
export async function withUsedCases(testCase: TestCase, readFile: ReadOtherFile): Promise<TestCase> {
  const { use, problems } = testCase;
  if (!use || problems.length) return testCase;
  const { used, problem } = await usedBy(testCase, '', readFile, []);
  return problem === undefined
    ? { ...testCase, used }
    : { ...testCase, problems: [{ ...use.place, message: problem }] };
}

/** The cases that run before a case. `folder` is that of its file, relative to the file of the first case. */
async function usedBy(
  { use }: TestCase,
  folder: string,
  readFile: ReadOtherFile,
  users: readonly string[],
): Promise<UsedCases> {
  if (!use) return { used: [] };
  const path = posix.join(folder, use.path);
  const title = `${path}#${use.name}`;
  if (users.includes(title)) return { problem: `The case ${title} uses itself.` };
  const { text, problem } = await readOtherFile('test file', path, readFile);
  if (problem !== undefined) return { problem };
  const { cases, problems } = readTestFile(text);
  const found = cases.find(({ name }) => name === use.name);
  const mistake = problems[0] ?? found?.problems[0];
  if (mistake) return { problem: `The case ${title} cannot be used: ${mistake.message}` };
  if (!found) return { problem: `The test file ${path} has no case ${JSON.stringify(use.name)}.` };
  if (found.data || hasSnapshot(found))
    return { problem: `The case ${title} cannot be used, because it has ${found.data ? '"data"' : 'a snapshot'}.` };
  const before = await usedBy(found, posix.dirname(path), readFile, [...users, title]);
  if (before.problem !== undefined) return before;
  return {
    used: [...before.used, { title, text, steps: found.steps.map((step) => below(posix.dirname(path), step)) }],
  };
}

/** A step whose request file is relative to the file of the first case. */
function below(folder: string, step: TestCase['steps'][number]): TestCase['steps'][number] {
  const { source } = step;
  return source.kind === 'file' ? { ...step, source: { ...source, path: posix.join(folder, source.path) } } : step;
}
