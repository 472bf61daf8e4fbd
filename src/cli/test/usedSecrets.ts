import type { RequestFile } from '../../kapture/payloadTests/runCase.ts';
import type { TestCase } from '../../kapture/payloadTests/testCase.ts';
import { secretNameOf } from '../../kapture/variables/secretVariables.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';

/** A test file that was read. */
export interface TestFileText {
  readonly file: string;
  readonly text: string;
  readonly cases: readonly TestCase[];
}

/** The names of the secrets that tests and their request files use. */
export async function usedSecrets(
  tests: readonly TestFileText[],
  readFile: (file: string, relative: string) => Promise<RequestFile>,
): Promise<readonly string[]> {
  const names = new Set<string>();
  const add = (text = ''): void => {
    for (const { name } of variablesIn(text)) {
      const secret = secretNameOf(name);
      if (secret !== undefined) names.add(secret);
    }
  };
  for (const { file, text, cases } of tests) {
    add(text);
    const paths = cases.flatMap(({ steps }) =>
      steps.flatMap(({ source }) => (source.kind === 'file' ? source.path : [])),
    );
    for (const path of new Set(paths)) {
      // Its case reports a file that cannot be read.
      const request = await readFile(file, path).catch(() => undefined);
      add(request?.text);
    }
  }
  return [...names];
}
