import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/**
 * Returns a function that maps positions in `bundle` (`/…/tests.cjs:52:31`) to those in our source files. Node cannot
 * do this here, because VS Code formats stacks in its extension host without Node's source maps.
 */
export function sourcePositions(bundle: string): (text: string) => string {
  const mapFile = `${bundle}.map`;
  if (!existsSync(mapFile)) {
    return (text) => text;
  }
  const map = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  const position = new RegExp(`[^\\s()]*${path.basename(bundle).replaceAll('.', '\\.')}:(\\d+):(\\d+)`, 'g');
  return (text) =>
    text.replace(position, (whole, line: string, column: string) => {
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) {
        return whole;
      }
      const file = path.resolve(path.dirname(bundle), entry.originalSource);
      return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}
