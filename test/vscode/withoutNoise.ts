/**
 * Removes lines that VS Code always prints here: errors about native modules, which are never built, and about the
 * network.
 */
export function withoutNoise(lines: readonly string[]): string[] {
  let inNoise = false;
  return lines
    .flatMap((line) => line.split('\n'))
    .filter((line) => {
      if (
        /Could not locate the bindings file|Cannot find module '.*(\.node|watchdog)|ENOTFOUND|ServiceWorker/.test(line)
      ) {
        inNoise = true;
      } else if (!/^\s|^[}\]]|^- |^Require stack/.test(line)) {
        inNoise = false;
      }
      return !inNoise && line.trim() !== '';
    });
}
