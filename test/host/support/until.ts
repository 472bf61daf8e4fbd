import type * as vscode from 'vscode';

/**
 * What `look` finds, as soon as it finds something: now, or after one of the events. Rejects with a sentence where it finds
 * nothing for long; that is no pause, only an end.
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
      reject(new Error(`Waited in vain for ${what}.`));
    }, limitMs);
    const listening = event(tryNow);
    const end = (): void => {
      clearTimeout(limit);
      listening.dispose();
    };
    tryNow();
  });
}
