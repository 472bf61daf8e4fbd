import type { Uri } from 'vscode';
import type { Baseline } from '../../kapture/compare/baselineFiles.ts';

/** The baselines of requests, which are deleted with the data that they belong to. */
export interface StoredBaselines {
  /** The number of baselines of a tenant, or of all. */
  count(tenant?: string): Promise<number>;
  /** Removes the baselines of a tenant, or of all. */
  clear(tenant?: string): Promise<void>;
  /** Removes the baselines of deleted requests. Returns them, for `restore`. */
  forget(requests: readonly Uri[]): Promise<readonly Baseline[]>;
  /**
   * Restores those of some removed baselines whose requests were restored, unless they were cleared or replaced since.
   */
  restore(removed: readonly Baseline[], requests: readonly Uri[]): Promise<void>;
}

/** Loads the baselines on first use. */
export interface BaselinesLoader {
  open(): Promise<{ readonly baselines: StoredBaselines }>;
}

/** Two texts to compare. */
export interface ComparedTexts {
  /** The title of the diff editor. */
  readonly title: string;
  readonly left: ComparedText;
  readonly right: ComparedText;
  /** Further lines at the top of both documents. */
  readonly notes?: readonly string[];
  /** The texts are records, and not responses. */
  readonly areRecords?: boolean;
  /** The right text comes from an operation that returns more fields, which are counted separately. */
  readonly rightHasMore?: boolean;
}

export interface ComparedText {
  readonly name: string;
  /** As it was received. */
  readonly text: string;
}

/** Loads the comparisons and the baselines on first use. */
export interface CompareLoader extends BaselinesLoader {
  open(): Promise<{
    readonly baselines: StoredBaselines;
    readonly comparisons: { show(compared: ComparedTexts): Promise<void> };
  }>;
}
