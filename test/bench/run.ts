import { glob } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stopOwned } from '../vscode/ownedProcess.ts';
import type { Figure, Measurement } from './figure.ts';

/** `npm run bench`: measures the build, and compares the figures of each `*.figures.ts` with their aims. */

const usage = `npm run bench [-- options]
  --only NAME   measure this figure only; may be repeated
  --json        print one object, {"<figure>": {"value", "unit", "aim", "ok", "samples"}}, and nothing else
                ("npm run bench --silent -- --json" silences npm as well)
Exit code 0, whether aims are met or not; 1 if a figure could not be measured; 2 for invalid options.`;

interface Row extends Measurement {
  readonly figure: Figure;
  readonly ok: boolean;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stopOwned();
}

async function main(): Promise<number> {
  const figures = await allFigures();
  const options = readOptions(figures.map(({ name }) => name));
  if (typeof options === 'string') {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  // Starting VS Code prints messages. Standard output is for the figures.
  console.log = console.error;
  const rows: Row[] = [];
  let unmeasured = 0;
  for (const figure of figures.filter(({ name }) => options.only.length === 0 || options.only.includes(name))) {
    console.error(`measuring ${figure.name} …`);
    try {
      const measurement = await figure.measure();
      rows.push({ ...measurement, figure, ok: measurement.value < figure.aim });
    } catch (error) {
      unmeasured++;
      console.error(`${figure.name} could not be measured:`, error);
    }
  }
  process.stdout.write(options.json ? `${JSON.stringify(asObject(rows))}\n` : table(rows));
  return unmeasured > 0 ? 1 : 0;
}

async function allFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for await (const file of glob('*.figures.ts', { cwd: import.meta.dirname })) {
    const exported = (await import(path.join(import.meta.dirname, file))) as { figures: readonly Figure[] };
    figures.push(...exported.figures);
  }
  return figures.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Options {
  readonly only: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** The options, or what is wrong with them. */
function readOptions(names: readonly string[]): Options | string {
  const flag = { type: 'boolean', default: false } as const;
  let options: Options;
  try {
    options = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        json: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (error) {
    return (error as Error).message;
  }
  const unknown = options.only.find((name) => !names.includes(name));
  return unknown === undefined ? options : `There is no figure "${unknown}". The figures are ${names.join(', ')}.`;
}

function asObject(rows: readonly Row[]): object {
  return Object.fromEntries(
    rows.map(({ figure: { name, unit, aim }, value, ok, samples }) => [
      name,
      { value: rounded(value), unit, aim, ok, samples },
    ]),
  );
}

function table(rows: readonly Row[]): string {
  const head = ['figure', 'value', 'aim', '', 'samples', 'note'];
  const cells = rows.map(({ figure: { name, unit, aim }, value, ok, samples, note }) => [
    name,
    `${rounded(value)} ${unit}`,
    `< ${aim}`,
    ok ? 'met' : 'missed',
    String(samples),
    note ?? '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]!.length)));
  return [head, ...cells]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
