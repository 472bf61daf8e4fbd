/** The least time between two reports of progress, in milliseconds. */
const intervalMs = 100;

/** Calls `report` at most every 100 ms; `now` forces a call. */
export function throttled(report: () => void): (now?: boolean) => void {
  let last = -Infinity;
  return (now = false) => {
    const time = performance.now();
    if (!now && time - last < intervalMs) return;
    last = time;
    report();
  };
}
