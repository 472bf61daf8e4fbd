import * as vscode from 'vscode';

/** The messages that are shown in the status bar during some work. */
export async function statusBarMessages(work: () => Promise<unknown>): Promise<string[]> {
  const { window } = vscode;
  const present = Object.getOwnPropertyDescriptor(window, 'setStatusBarMessage')!;
  const shown: string[] = [];
  const value = (text: string): vscode.Disposable => {
    shown.push(text);
    return new vscode.Disposable(() => undefined);
  };
  Object.defineProperty(window, 'setStatusBarMessage', { ...present, value });
  try {
    await work();
  } finally {
    Object.defineProperty(window, 'setStatusBarMessage', present);
  }
  return shown;
}
