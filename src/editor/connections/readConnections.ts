import { readConnection, sandboxName, type ConnectionReading } from '../../kapture/connection/connection.ts';
import { problem } from '../../kapture/problem/problem.ts';

/** Reads the entries of the setting. One that has the name of an earlier entry or of the sandbox has a problem. */
export function readConnections(entries: readonly unknown[]): ConnectionReading[] {
  const names = new Set([sandboxName]);
  return entries.map((raw) => {
    const reading = readConnection(raw);
    const name = nameOf(reading);
    const taken = names.has(name);
    names.add(name);
    return taken && reading.connection
      ? {
          name,
          problem:
            name === sandboxName
              ? problem('Its name is reserved for the built-in sandbox.')
              : problem('Another connection has the same name.'),
        }
      : reading;
  });
}

export function nameOf(reading: ConnectionReading): string {
  return reading.connection ? reading.connection.name : reading.name;
}
