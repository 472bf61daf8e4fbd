import { env } from 'vscode';

/** A size in megabytes in VS Code's display language, for comparison with a limit. */
export function megabytesText(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString(env.language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  });
}
