import { readBash } from './bash.ts';
import { readPowerShell } from './powerShell.ts';
import type { ScriptReading } from './script.ts';
import { readWindowsCmd } from './windowsCmd.ts';

/** Reads a script of whatever shell it seems to be for. */
export function readScript(script: string): ScriptReading {
  // What stands between single quotes may look like anything.
  const outside = script.replaceAll(`'\\''`, '').replace(/'[^']*'/g, "''");
  if (/\^[ \t]*\r?\n|\^"/.test(outside) && !outside.includes("'")) return readWindowsCmd(script);
  if (/(^|\s)`\r?\n|\$env:|\$OutputEncoding/i.test(outside)) return readPowerShell(script);
  if (/\bcurl\.exe\b/i.test(outside)) return outside.includes("'") ? readPowerShell(script) : readWindowsCmd(script);
  return readBash(script);
}
