import * as vscode from 'vscode';

/** Clicks Cancel in each progress notification as soon as it appears, while `act` runs. Returns how many appeared. */
export async function cancelingProgress(act: () => Promise<unknown>): Promise<number> {
  const { window } = vscode;
  const present = Object.getOwnPropertyDescriptor(window, 'withProgress')!;
  let shown = 0;
  Object.defineProperty(window, 'withProgress', {
    ...present,
    value: (_: unknown, work: (progress: object, token: vscode.CancellationToken) => Thenable<unknown>) => {
      shown++;
      const cancellation = new vscode.CancellationTokenSource();
      const running = work({ report: () => undefined }, cancellation.token);
      cancellation.cancel();
      return running;
    },
  });
  try {
    await act();
  } finally {
    Object.defineProperty(window, 'withProgress', present);
  }
  return shown;
}
