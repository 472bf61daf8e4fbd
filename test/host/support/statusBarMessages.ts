import * as vscode from 'vscode';

/** The messages that are shown in the status bar during some work, which is passed those that are not hidden yet. */
export async function statusBarMessages(work: (visible: ReadonlySet<string>) => Promise<unknown>): Promise<string[]> {
  const { window } = vscode;
  const present = Object.getOwnPropertyDescriptor(window, 'setStatusBarMessage')!;
  const shown: string[] = [];
  const visible = new Set<string>();
  const value = (text: string): vscode.Disposable => {
    shown.push(text);
    visible.add(text);
    return new vscode.Disposable(() => visible.delete(text));
  };
  Object.defineProperty(window, 'setStatusBarMessage', { ...present, value });
  try {
    await work(visible);
  } finally {
    Object.defineProperty(window, 'setStatusBarMessage', present);
  }
  return shown;
}
