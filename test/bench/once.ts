/** Runs `work` on the first call, and returns the same promise on every call. */
export function once<Outcome>(work: () => Promise<Outcome>): () => Promise<Outcome> {
  let outcome: Promise<Outcome> | undefined;
  return () => (outcome ??= work());
}
