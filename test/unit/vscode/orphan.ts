import { setTimeout } from 'node:timers/promises';
import { endWithOurParent, own } from '../../vscode/ownedProcess.ts';

/** A process that owns something that takes a while to stop, and ends with its parent. */
own({
  stop: async () => {
    await setTimeout(1500);
    console.log('stopped');
  },
});
endWithOurParent();
console.log('ready');
