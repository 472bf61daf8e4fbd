import { spawn } from 'node:child_process';

/** Runs scripts of package.json side by side, prints the output of each when it ends, and fails if one fails. */
const codes = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;

function run(script: string): Promise<number | null> {
  const child = spawn(`npm run ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      process.stdout.write(output);
      resolve(code);
    }),
  );
}
