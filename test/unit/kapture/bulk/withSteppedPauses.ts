import { mock } from 'node:test';

/**
 * Lets pauses of these lengths, in milliseconds, end at once. Only such a pause changes `performance.now`. So the time
 * between two requests is exactly what their pace made them wait, on any machine.
 */
export async function withSteppedPauses<Result>(
  pauses: readonly number[],
  work: () => Promise<Result>,
): Promise<Result> {
  let now = Math.ceil(performance.now());
  const { setTimeout } = globalThis;
  const skipping = (run: () => void, milliseconds = 0, ...args: []): NodeJS.Timeout => {
    if (!pauses.includes(milliseconds)) return setTimeout(run, milliseconds, ...args);
    now += milliseconds;
    return setTimeout(run, 0, ...args);
  };
  const clock = mock.method(performance, 'now', () => now);
  const timer = mock.method(globalThis, 'setTimeout', skipping as typeof setTimeout);
  try {
    return await work();
  } finally {
    timer.mock.restore();
    clock.mock.restore();
  }
}
