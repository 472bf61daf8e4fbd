import { commonFailures } from '../src/kapture/catalogue/form.ts';
import { failureReasons } from '../src/kapture/catalogue/failures.ts';
import { operationIds, operations } from '../src/kapture/catalogue/registry.ts';

/** The failures of the flat forms. Examples cause only these; `dialectFailures.test.ts` has the others. */
export const flatFailureReasons = failureReasons.filter(
  (reason) => reason in commonFailures || operationIds.some((id) => reason in operations[id].failures),
);
