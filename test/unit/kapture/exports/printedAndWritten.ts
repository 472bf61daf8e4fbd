import { writeAtomically } from '../../../../src/kapture/exports/atomicFile.ts';

/** Prints a line, writes one to each file of the command line, and prints another one. */
process.stdout.write('before\n');
for (const target of process.argv.slice(2))
  await writeAtomically(target, (file) => file.write(Buffer.from('written\n')));
process.stdout.write('after\n');
