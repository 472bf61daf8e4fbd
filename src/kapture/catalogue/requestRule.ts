import type { Problem } from '../problem/problem.ts';

/** A rule of the server that a request breaks. */
export interface BrokenRule<Reason extends string = string> {
  readonly reason: Reason;
  /** The field that the editor marks, by its shared name; omitted if the schema of the request already marks it. */
  readonly field?: string;
  /** Details that the server's message lacks. */
  readonly note?: Problem;
}
