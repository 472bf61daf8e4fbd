import { readFileSync } from 'node:fs';

/** The packaged built-in tests. */
export const suiteText = readFileSync(
  new URL('../../../../media/payload-tests/documented-failures.kapture-test.json', import.meta.url),
  'utf8',
);
