/** Does something when it is first asked for, and gives its outcome to all who ask. */
export function once<Outcome>(work: () => Promise<Outcome>): () => Promise<Outcome> {
  let outcome: Promise<Outcome> | undefined;
  return () => (outcome ??= work());
}
