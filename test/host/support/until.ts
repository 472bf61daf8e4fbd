import type * as vscode from 'vscode';

/**
 * Resolves with the result of `look` as soon as it is neither undefined nor false: now, or after an event. Rejects
 * after `limitMs`.
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
