/** Whether rows are ending in a phase of a plan or a run, so that the rate and the time left say something. */
export function isMoving({ phase }: { readonly phase: string }): boolean {
  return phase === 'reading' || phase === 'looking-up' || phase === 'writing';
}
