import { readFileSync } from 'node:fs';

/** The built-in tests, as they are packaged. */
export const suiteText = readFileSync(
  new URL('../../../../media/payload-tests/documented-failures.kapture-test.json', import.meta.url),
  'utf8',
);
