import { allowClosedOutput } from '../shared/allowClosedOutput.ts';

allowClosedOutput();
void import('../index.ts').then(async ({ runOne }) => {
  process.exitCode = await runOne('sandbox', process.argv.slice(2), 'kapture sandbox');
});
