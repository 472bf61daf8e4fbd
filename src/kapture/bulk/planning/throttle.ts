/** Calls `report` at most once in an interval of milliseconds; `now` forces a call. */
export function throttled(report: () => void, intervalMs: number): (now?: boolean) => void {
  let last = -Infinity;
  return (now = false) => {
    const time = performance.now();
    if (!now && time - last < intervalMs) return;
    last = time;
    report();
  };
}
