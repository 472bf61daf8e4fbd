import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export interface ShownMessage {
  readonly severity: 'error' | 'warning' | 'information';
  readonly text: string;
  readonly actions: readonly string[];
}

type Answer =
  | { readonly pickNone: true }
  | { readonly pickAll: true; readonly meanwhile?: (() => Promise<unknown>) | undefined }
  | { readonly pick: string; readonly meanwhile?: (() => Promise<unknown>) | undefined }
  | {
      readonly type: string;
      readonly meanwhile?: (() => Promise<unknown>) | undefined;
      /** Whether Enter is not pressed yet. */
      readonly isOpen?: boolean;
    }
  | { readonly save: vscode.Uri }
  | { readonly open: readonly vscode.Uri[] }
  | { readonly press: string }
  | 'escape';

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: vscode.QuickPickItemKind;
  readonly picked?: boolean;
}

/**
 * Acts as the user in host tests: answers quick picks and input boxes in the order given, and records what is shown. It
 * replaces functions of `vscode.window`, which the extension and its tests share. The browser tests prove that the same
 * works with mouse and keyboard.
 */
class User {
  /** Messages, in order. */
  readonly messages: ShownMessage[] = [];
  /** Titles, prompts and placeholders of the questions, in order. */
  readonly questions: string[] = [];
  /** The texts that input boxes contained when they opened, and whether they mask what is typed, in order. */
  readonly inputs: { readonly value: string; readonly masks: boolean }[] = [];
  /** Messages of input validation that refused a text, in order. */
  readonly validationErrors: string[] = [];
  /** What an input said about an answer that it accepted. */
  readonly validationWarnings: string[] = [];
  /** The prompt of the last input box that shows one while the user types. */
  inputPrompt: string | undefined;
  /** The items of the last quick pick, without icons. */
  offeredItems: readonly Item[] = [];
  /** The file that the last save dialog suggested. */
  suggestedFile: vscode.Uri | undefined;
  readonly #messageShown = new vscode.EventEmitter<never>();
  readonly onMessage = this.#messageShown.event;
  readonly #questionAsked = new vscode.EventEmitter<never>();
  readonly onQuestion = this.#questionAsked.event;
  #answers: Answer[] = [];
  #clicks: string[] = [];
  #unexpected: string[] = [];
  #clickWhereAsked: string | undefined;
  #laterClick: { readonly action: string; readonly until: Promise<void> } | undefined;

  /** Picks the item with this label (icons ignored). `meanwhile` runs while the quick pick is open. */
  picks(label: string, meanwhile?: () => Promise<unknown>): this {
    this.#answers.push({ pick: label, meanwhile });
    return this;
  }

  /** Accepts a quick pick with the items that are already checked. */
  picksAll(meanwhile?: () => Promise<unknown>): this {
    this.#answers.push({ pickAll: true, meanwhile });
    return this;
  }

  /** Accepts a quick pick of several items with none checked. */
  picksNone(): this {
    this.#answers.push({ pickNone: true });
    return this;
  }

  /**
   * Types into an input box and presses Enter. If the text is refused, the error is recorded and the next answer is
   * used. `meanwhile` runs while the box is open.
   */
  types(text: string, meanwhile?: () => Promise<unknown>): this {
    this.#answers.push({ type: text, meanwhile });
    return this;
  }

  /** Types into an open quick pick without pressing Enter. */
  fillsIn(text: string, meanwhile?: () => Promise<unknown>): this {
    this.#answers.push({ type: text, meanwhile, isOpen: true });
    return this;
  }

  /** Presses the button of an input box with this tooltip. */
  presses(button: string): this {
    this.#answers.push({ press: button });
    return this;
  }

  savesTo(file: vscode.Uri): this {
    this.#answers.push({ save: file });
    return this;
  }

  opens(...files: readonly vscode.Uri[]): this {
    this.#answers.push({ open: files });
    return this;
  }

  /** Clicks this action on the next message that offers it, when the returned function is called. */
  clicksLater(action: string): () => void {
    let answer: () => void = () => undefined;
    this.#laterClick = { action, until: new Promise((resolve) => (answer = resolve)) };
    return answer;
  }

  pressesEscape(): this {
    this.#answers.push('escape');
    return this;
  }

  /** Clicks this action on the next message that offers it. */
  clicks(action: string): this {
    this.#clicks.push(action);
    return this;
  }

  /** Clicks this action on each message of the test that offers it, such as only where there is no trash. */
  clicksWhereAsked(action: string): this {
    this.#clickWhereAsked = action;
    return this;
  }

  get messageTexts(): string[] {
    return this.messages.map(({ text }) => text);
  }

  /** Everything that was shown, as JSON. */
  get shownText(): string {
    return JSON.stringify([this.messages, this.questions, this.validationErrors, this.offeredItems, this.inputs]);
  }

  /** Throws if a question had no prepared answer, or an answer was not used. */
  check(): void {
    const left = [
      ...this.#answers.map((answer) => JSON.stringify(answer)),
      ...this.#clicks.map((click) => `click ${click}`),
    ];
    assert.deepEqual({ unexpected: this.#unexpected, left }, { unexpected: [], left: [] });
  }

  reset(): void {
    this.#answers = [];
    this.#clicks = [];
    this.#unexpected = [];
    this.#clickWhereAsked = undefined;
    this.offeredItems = [];
    this.suggestedFile = undefined;
    this.messages.length = this.questions.length = this.validationErrors.length = this.inputs.length = 0;
    this.validationWarnings.length = 0;
  }

  install(): void {
    const { window } = vscode;
    const put = (name: keyof typeof window, replacement: unknown): void => {
      const present = Object.getOwnPropertyDescriptor(window, name);
      Object.defineProperty(window, name, { ...present, value: replacement });
      after(() => Object.defineProperty(window, name, present!));
    };
    put(
      'showQuickPick',
      (items: readonly (Item | string)[] | Thenable<readonly (Item | string)[]>, options?: vscode.QuickPickOptions) =>
        this.#pick(items, options),
    );
    put('showInputBox', (options?: vscode.InputBoxOptions) => this.#type(options));
    put('createInputBox', () => this.#inputBox());
    put('createQuickPick', () => this.#openPick());
    put('showSaveDialog', (options?: vscode.SaveDialogOptions) => Promise.resolve(this.#save(options)));
    put('showOpenDialog', (options?: vscode.OpenDialogOptions) => Promise.resolve(this.#open(options)));
    put('showErrorMessage', (text: string, ...rest: unknown[]) => this.#showMessage('error', text, rest));
    put('showWarningMessage', (text: string, ...rest: unknown[]) => this.#showMessage('warning', text, rest));
    put('showInformationMessage', (text: string, ...rest: unknown[]) => this.#showMessage('information', text, rest));
  }

  async #pick(
    given: readonly (Item | string)[] | Thenable<readonly (Item | string)[]>,
    options: vscode.QuickPickOptions = {},
  ): Promise<unknown> {
    const items = await given;
    this.#note(options.title, options.placeHolder);
    const plain = items.map((item): Item =>
      typeof item === 'string' ? { label: item } : { ...item, label: withoutIcons(item.label) },
    );
    this.offeredItems = plain;
    const answer = this.#answers.shift();
    if (answer === 'escape') return undefined;
    if (answer && 'pickAll' in answer && options.canPickMany) {
      await answer.meanwhile?.();
      return items.filter((_, index) => plain[index]!.picked);
    }
    if (answer && 'pickNone' in answer && options.canPickMany) return [];
    if (!answer || !('pick' in answer)) return this.#noteUnexpected(`a quick pick: ${options.title ?? ''}`, answer);
    await answer.meanwhile?.();
    const index = plain.findIndex(
      ({ label, kind }) => label === answer.pick && kind !== vscode.QuickPickItemKind.Separator,
    );
    if (index < 0)
      return this.#noteUnexpected(
        `a quick pick without ${answer.pick}: ${plain.map(({ label }) => label).join(', ')}`,
        answer,
      );
    return options.canPickMany ? [items[index]] : items[index];
  }

  async #type(options: vscode.InputBoxOptions = {}): Promise<string | undefined> {
    this.#note(options.title, options.prompt, options.placeHolder);
    this.inputs.push({ value: options.value ?? '', masks: options.password ?? false });
    for (;;) {
      const answer = this.#answers.shift();
      if (answer === 'escape') return undefined;
      if (!answer || !('type' in answer))
        return this.#noteUnexpected(`an input: ${options.title ?? ''}, ${options.prompt ?? ''}`, answer);
      await answer.meanwhile?.();
      const result = await options.validateInput?.(answer.type);
      const isError = typeof result !== 'object' || result?.severity === vscode.InputBoxValidationSeverity.Error;
      const message = typeof result === 'object' ? result?.message : result;
      const problem = isError ? message : undefined;
      if (!problem) {
        if (message) this.validationWarnings.push(message);
        return answer.type;
      }
      this.validationErrors.push(problem);
    }
  }

  #save({ title, defaultUri }: vscode.SaveDialogOptions = {}): vscode.Uri | undefined {
    this.#note(title);
    this.suggestedFile = defaultUri;
    const answer = this.#answers.shift();
    if (answer === 'escape') return undefined;
    return answer && 'save' in answer ? answer.save : this.#noteUnexpected(`where to save: ${title ?? ''}`, answer);
  }

  #open({ title }: vscode.OpenDialogOptions = {}): readonly vscode.Uri[] | undefined {
    this.#note(title);
    const answer = this.#answers.shift();
    if (answer === 'escape') return undefined;
    if (answer && 'open' in answer) return answer.open;
    this.#noteUnexpected(`what to open: ${title ?? ''}`, answer);
    return undefined;
  }

  #inputBox(): Partial<vscode.InputBox> {
    const changed = new vscode.EventEmitter<string>();
    const accepted = new vscode.EventEmitter<void>();
    const triggered = new vscode.EventEmitter<vscode.QuickInputButton>();
    const hidden = new vscode.EventEmitter<void>();
    const texts: { prompt?: string | undefined; message?: string | undefined } = {};
    let isAccepted = false;
    const answerNext = async (): Promise<void> => {
      isAccepted = false;
      const answer = this.#answers.shift();
      if (answer === 'escape') return box.hide();
      if (answer && 'press' in answer) {
        const button = box.buttons.find(({ tooltip }) => tooltip === answer.press);
        return button ? triggered.fire(button) : void this.#noteUnexpected(`no button ${answer.press}`, answer);
      }
      if (!answer || !('type' in answer)) return void this.#noteUnexpected(`an input: ${String(box.title)}`, answer);
      box.value = answer.type;
      changed.fire(answer.type);
      this.#note(box.prompt);
      if (answer.meanwhile) await answer.meanwhile();
      isAccepted = true;
      accepted.fire();
    };
    const box = {
      title: undefined,
      placeholder: undefined,
      value: '',
      buttons: [] as readonly vscode.QuickInputButton[],
      onDidChangeValue: changed.event,
      onDidAccept: accepted.event,
      onDidTriggerButton: triggered.event,
      onDidHide: hidden.event,
      get prompt(): string | undefined {
        return texts.prompt;
      },
      set prompt(prompt: string | undefined) {
        texts.prompt = prompt;
        user.inputPrompt = prompt;
        user.#questionAsked.fire(undefined as never);
      },
      set validationMessage(message: string | vscode.InputBoxValidationMessage | undefined) {
        const text = typeof message === 'object' ? message.message : message;
        if (text === undefined) return;
        user.validationErrors.push(text);
        user.#questionAsked.fire(undefined as never);
        if (isAccepted) void answerNext();
      },
      show: () => {
        this.#note(box.title, box.placeholder);
        void answerNext();
      },
      hide: () => hidden.fire(),
      dispose: () => void vscode.Disposable.from(changed, accepted, triggered, hidden).dispose(),
    };
    return box;
  }

  /** A quick pick that changes while the user types. Typing accepts its first item, and it may stay open. */
  #openPick(): Partial<vscode.QuickPick<Item>> {
    const changed = new vscode.EventEmitter<string>();
    const accepted = new vscode.EventEmitter<void>();
    const triggered = new vscode.EventEmitter<vscode.QuickInputButton>();
    const hidden = new vscode.EventEmitter<void>();
    let isOpen = true;
    const answerNext = async (): Promise<void> => {
      const answer = this.#answers.shift();
      if (answer === 'escape') return pick.hide();
      const isTyped = answer !== undefined && 'type' in answer;
      if (!isTyped && !(answer && 'pick' in answer))
        return void this.#noteUnexpected(`an open quick pick: ${String(pick.title)}`, answer);
      if (isTyped) {
        pick.value = answer.type;
        changed.fire(answer.type);
      }
      await answer.meanwhile?.();
      if (isTyped && answer.isOpen) return answerNext();
      const offered = pick.items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
      this.offeredItems = offered.map((item) => ({ ...item, label: withoutIcons(item.label) }));
      const index = isTyped ? 0 : this.offeredItems.findIndex(({ label }) => label === answer.pick);
      const item = offered[index];
      if (!item) {
        this.#noteUnexpected(`no item in ${this.offeredItems.map(({ label }) => label).join(', ')}`, answer);
        return pick.hide();
      }
      pick.activeItems = [item];
      accepted.fire();
      if (!isOpen) return;
      if (isTyped && item.detail !== undefined) this.validationErrors.push(item.detail);
      await answerNext();
    };
    const pick = {
      title: undefined,
      placeholder: undefined,
      value: '',
      items: [] as readonly Item[],
      activeItems: [] as readonly Item[],
      onDidChangeValue: changed.event,
      onDidAccept: accepted.event,
      onDidTriggerButton: triggered.event,
      onDidHide: hidden.event,
      show: () => {
        this.#note(pick.title, pick.placeholder);
        void answerNext();
      },
      hide: () => {
        isOpen = false;
        hidden.fire();
      },
      dispose: () => void vscode.Disposable.from(changed, accepted, triggered, hidden).dispose(),
    };
    return pick;
  }

  #showMessage(severity: ShownMessage['severity'], text: string, rest: readonly unknown[]): Promise<unknown> {
    const actions = rest.filter((action): action is string => typeof action === 'string');
    const detail = rest.map((action) => (action as vscode.MessageOptions | null)?.detail).find(Boolean);
    this.messages.push({ severity, text: [text, detail].filter(Boolean).join(' '), actions });
    this.#messageShown.fire(undefined as never);
    const later = this.#laterClick;
    if (later && actions.includes(later.action)) {
      this.#laterClick = undefined;
      return later.until.then(() => later.action);
    }
    if (actions.includes(this.#clickWhereAsked ?? '')) return Promise.resolve(this.#clickWhereAsked);
    const wanted = this.#clicks[0];
    if (wanted === undefined || !actions.includes(wanted)) return Promise.resolve(undefined);
    this.#clicks.shift();
    return Promise.resolve(wanted);
  }

  #note(...texts: readonly (string | undefined)[]): void {
    this.questions.push(texts.filter(Boolean).join(' · '));
    this.#questionAsked.fire(undefined as never);
  }

  #noteUnexpected(what: string, answer: Answer | undefined): undefined {
    this.#unexpected.push(`${what} (prepared answer: ${JSON.stringify(answer)})`);
    return undefined;
  }
}

/** A label as it is shown: without icons, and with an escaped `\$(` unescaped. */
function withoutIcons(label: string): string {
  return label
    .replace(/(?<!\\)\$\([\w~-]+\)/g, '')
    .replaceAll('\\$(', '$(')
    .trim();
}

export const user = new User();
