import type { PlanStore } from '../plans/planStore.ts';
import type { RowDecision } from '../plans/rowDecision.ts';

/** How many decisions are stored at once. */
const batchSize = 50;
/** When a decision is added, those before it are stored if the last ones were stored this many milliseconds ago. */
const maxUnsavedMs = 1000;

/** Decisions about rows that are stored a few at a time. */
export class DecisionBatch {
  readonly #store: PlanStore;
  readonly #plan: number;
  readonly #token: string;
  #unsaved: RowDecision[] = [];
  #savedAt = performance.now();

  constructor(store: PlanStore, plan: number, token: string) {
    this.#store = store;
    this.#plan = plan;
    this.#token = token;
  }

  async add(decision: RowDecision): Promise<void> {
    this.#unsaved.push(decision);
    if (this.#unsaved.length >= batchSize || performance.now() - this.#savedAt > maxUnsavedMs) await this.save();
  }

  async save(): Promise<void> {
    const saved = this.#unsaved;
    this.#unsaved = [];
    this.#savedAt = performance.now();
    if (saved.length) await this.#store.decide(this.#plan, this.#token, saved);
  }
}
