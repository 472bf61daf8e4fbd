import * as vscode from 'vscode';
import { oneLine, withoutLinks } from '../texts/plainText.ts';

/** The delay before the notification, in milliseconds, because it would only flash during quick work. */
const delayMs = 400;

export type Report = (message: string) => void;

/**
 * Runs work that can be canceled. If it takes longer than {@link delayMs}, a notification with a Cancel button
 * appears. Cancel aborts the signal.
 */
export async function withProgress<Result>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  let latest: string | undefined;
  let show: Report = (message) => {
    latest = message;
  };
  const running = work(abort.signal, (message) => show(message));
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: withoutLinks(oneLine(title)), cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        show = (message) => progress.report({ message: withoutLinks(oneLine(message)) });
        if (latest !== undefined) show(latest);
        // This result only closes the notification. The caller awaits the work and handles its error.
        return running.then(
          () => undefined,
          () => undefined,
        );
      },
    );
  }, delayMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
