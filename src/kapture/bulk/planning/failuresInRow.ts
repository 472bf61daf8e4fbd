import { problem } from '../../problem/problem.ts';
import { PlanError } from '../plans/planError.ts';
import type { PlanRow } from '../plans/planRow.ts';
import type { ReadFailure } from '../lookups/reader.ts';

/** Number of consecutive rows that cannot be looked up before planning stops. */
const maxFailures = 10;

/** Stops planning if the server refuses the key, or fails for too many rows in a row. */
export class FailuresInRow {
  readonly #plan: number;
  #failures = 0;

  constructor(plan: number) {
    this.#plan = plan;
  }

  count(failure: ReadFailure | undefined, { reason }: PlanRow): void {
    if (failure?.trouble === 'unauthorized')
      throw new PlanError(
        'unauthorized',
        problem('The server rejected the auth key, so planning stopped. Set the correct key, then continue the plan.'),
        this.#plan,
      );
    // A row that failed before comes after all others, and often fails because of its record.
    this.#failures = failure && !failure.isOfRecord && !reason ? this.#failures + 1 : 0;
    if (this.#failures < maxFailures) return;
    throw new PlanError(
      'failing',
      problem('{0} consecutive lookups failed, so planning stopped. {1}', maxFailures, failure!.reason),
      this.#plan,
      failure!.error,
    );
  }
}
