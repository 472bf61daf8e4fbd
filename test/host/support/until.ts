import type * as vscode from 'vscode';

/**
 * Resolves to the result of `look` as soon as it is neither undefined nor false: now, or after an event. Rejects after
 * `limitMs`.
 */
export function until<Found>(
  what: string,
  event: vscode.Event<never>,
  look: () => Found | undefined | false,
  limitMs = 15_000,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const tryNow = (): void => {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        end();
        resolve(found);
      } catch (error) {
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const limit = setTimeout(() => {
      end();
      reject(new Error(`Timed out waiting for ${what}.`));
    }, limitMs);
    const listening = event(tryNow);
    const end = (): void => {
      clearTimeout(limit);
      listening.dispose();
    };
    tryNow();
  });
}

/** Like {@link until}, for a look that takes a while. An event during a look causes another one. */
export async function untilSeen<Found>(
  what: string,
  event: vscode.Event<never>,
  look: () => Promise<Found | undefined | false>,
  limitMs = 15_000,
): Promise<Found> {
  let wake: () => void = () => undefined;
  let isLate = false;
  const listening = event(() => wake());
  const limit = setTimeout(() => {
    isLate = true;
    wake();
  }, limitMs);
  try {
    for (;;) {
      const { promise: changed, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (isLate) throw new Error(`Timed out waiting for ${what}.`);
      await changed;
    }
  } finally {
    clearTimeout(limit);
    listening.dispose();
  }
}
