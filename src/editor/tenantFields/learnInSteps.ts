import { setTimeout as delay } from 'node:timers/promises';

/**
 * The pause after a step of learning from a pull is this many times the duration of the step, so that the store's
 * thread is usually free for what the user does.
 */
const pauseFactor = 4;

/** The clock that steps are measured by, in milliseconds, and its pauses. */
export interface LearningClock {
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const systemClock: LearningClock = { now: () => performance.now(), pause: (milliseconds) => delay(milliseconds) };

/**
 * Learns from a pull step by step, with pauses, until `step` resolves to false: nothing is left. Ends before the next
 * step if `isInterrupted`. Resolves to whether nothing is left.
 */
export async function learnInSteps(
  step: () => Promise<boolean>,
  isInterrupted: () => boolean,
  { now, pause }: LearningClock = systemClock,
): Promise<boolean> {
  while (!isInterrupted()) {
    const started = now();
    if (!(await step())) return true;
    await pause(pauseFactor * (now() - started));
  }
  return false;
}
