/** The baselines of requests, which are deleted with the data that they belong to. */
export interface StoredBaselines {
  /** The number of baselines of a tenant, or of all. */
  count(tenant?: string): Promise<number>;
  /** Deletes the baselines of a tenant, or of all. */
  clear(tenant?: string): Promise<void>;
}

export interface ComparedTexts {
  readonly title: string;
  readonly left: ComparedText;
  readonly right: ComparedText;
  /** Additional lines at the top of both documents. */
  readonly notes?: readonly string[];
  /** Whether the texts are records, and not responses. */
  readonly areRecords?: boolean;
}

export interface ComparedText {
  readonly name: string;
  /** The text as it was received. */
  readonly text: string;
}

/** Loads the comparisons and the baselines on first use. */
export interface CompareLoader {
  open(): Promise<{
    readonly baselines: StoredBaselines;
    readonly comparisons: { show(compared: ComparedTexts): Promise<void> };
  }>;
}
