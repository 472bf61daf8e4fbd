interface VsCodeApi<State, Message> {
  postMessage(message: Message): void;
  getState(): Partial<State> | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi(): unknown;

/**
 * A page in VS Code: the state that it keeps while it is hidden behind another tab and over a reload, and its messages.
 */
export interface VsCodePage<State, Message> {
  readonly state: {
    readonly current: State;
    update(change: Partial<State>): void;
  };
  readonly postToExtension: (message: Message) => void;
}

/** Opens the page. Must be called once. `fixed` replaces properties of the kept state. */
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
