import * as vscode from 'vscode';
import { oneLine, withoutLinks } from '../texts/plainText.ts';

/** Quick work shows nothing that comes and goes in a blink. */
const quietMs = 400;

export type Report = (message: string) => void;

/**
 * Runs work that can be cancelled. A notification with a Cancel button appears if it takes longer than a blink.
 * The signal is aborted by Cancel.
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
        // How it ended is told to whoever awaits the work; here it only closes the notification.
        return running.then(
          () => undefined,
          () => undefined,
        );
      },
    );
  }, quietMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
