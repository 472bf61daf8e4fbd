import { KaptureError } from '../../http/kaptureError.ts';
import { DecisionBatch } from './decisionBatch.ts';
import { FailuresInRow } from './failuresInRow.ts';
import type { HeldPlan } from '../plans/holdPlan.ts';
import type { MakePlanOptions } from './makePlanOptions.ts';
import { Pace } from '../sending/pace.ts';
import { Rate } from '../progress/rate.ts';
import { Reader } from '../lookups/reader.ts';
import { RowPlanner } from './rowPlanner.ts';
import { rowsToLookUp } from './rowsToLookUp.ts';
import { throttled } from '../progress/throttled.ts';

/** Looks up the rows of a plan that were not looked up yet, several at once, and stores what was decided about them. */
export async function lookUpRows(
  { plan, token }: HeldPlan,
  signal: AbortSignal,
  { store, client, target, onProgress }: MakePlanOptions,
): Promise<void> {
  const { connection } = target;
  const { identifier } = (await store.plan(plan))!;
  const pace = new Pace(connection);
  const planner = new RowPlanner(connection, identifier, new Reader(client, target, pace));
  const total = await store.count({ plan, kinds: ['not-looked-up'] });
  const rate = new Rate();
  const failures = new FailuresInRow(plan);
  let done = 0;
  const report = throttled(() =>
    onProgress?.({
      phase: 'looking-up',
      done,
      total,
      perSecond: rate.perSecond,
      secondsLeft: rate.secondsLeft(total - done),
    }),
  );
  const results = new DecisionBatch(store, plan, token);
  const next = rowsToLookUp(store, plan);
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const work = async (): Promise<void> => {
    for (let row = await next(); row; row = await next()) {
      either.throwIfAborted();
      const { failure, ...decision } = await planner.decide(row, either);
      await results.add(decision);
      failures.count(failure, row);
      done++;
      rate.step();
      report();
    }
  };
  try {
    const workers = Array.from({ length: connection.parallelPulls }, () =>
      work().catch((error: unknown) => {
        stopped.abort();
        throw error;
      }),
    );
    const outcomes = await Promise.allSettled(workers);
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    const error = errors.find((one) => !isAbort(one)) ?? errors[0];
    if (error) throw error;
  } finally {
    await results.save();
    // Also after a cancel: a plan that was ready before can be applied.
    await store.endLookUp(plan, token);
  }
  report(true);
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || KaptureError.is(error, 'canceled');
}
