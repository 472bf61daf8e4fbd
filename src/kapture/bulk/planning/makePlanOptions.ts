import type { KaptureClient } from '../../exchange/client.ts';
import type { Target } from '../../exchange/exchange.ts';
import type { PlanStore } from '../plans/planStore.ts';

export interface PlanProgress {
  readonly phase: 'reading' | 'looking-up';
  readonly done: number;
  /** Unknown while the file is read. */
  readonly total: number | undefined;
  readonly perSecond: number;
  readonly secondsLeft: number | undefined;
}

export interface MakePlanOptions {
  readonly store: PlanStore;
  readonly client: Pick<KaptureClient, 'send'>;
  readonly target: Target;
  readonly signal?: AbortSignal;
  /** Receives the ID of a new plan before its rows are read. */
  readonly onCreated?: (plan: number) => void;
  /** Called at most every 100 ms, and at the end of each phase. */
  readonly onProgress?: (progress: PlanProgress) => void;
}
