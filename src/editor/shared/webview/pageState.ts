interface VsCodeApi<State, Message> {
  postMessage(message: Message): void;
  getState(): Partial<State> | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi(): unknown;

/** A page in VS Code: what it keeps while it is hidden behind another tab and over a reload, and messages. */
export interface VsCodePage<State, Message> {
  readonly state: {
    readonly current: State;
    update(change: Partial<State>): void;
  };
  readonly postToExtension: (message: Message) => void;
}

/** Must be called once. `fixed` replaces what was kept. */
export function openPage<State, Message>(initial: State, fixed: Partial<State> = {}): VsCodePage<State, Message> {
  const vscode = acquireVsCodeApi() as VsCodeApi<State, Message>;
  let current: State = { ...initial, ...vscode.getState(), ...fixed };
  vscode.setState(current);
  return {
    state: {
      get current() {
        return current;
      },
      update(change) {
        current = { ...current, ...change };
        vscode.setState(current);
      },
    },
    postToExtension: (message) => vscode.postMessage(message),
  };
}
