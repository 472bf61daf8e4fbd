import type { MessageAction } from '../../questions/messages.ts';

/** Ends a request before it is sent. */
export class NotSent extends Error {
  /** Tells the user why. Undefined if the user decided so, or was already told. */
  readonly sentence: string | undefined;
  /** What the user can do about it. */
  readonly actions: readonly MessageAction[];

  constructor(sentence?: string, ...actions: MessageAction[]) {
    super(sentence);
    this.sentence = sentence;
    this.actions = actions;
  }
}
