export { FaultStatus } from './faultStatus.ts';
export { pickFault } from './pickFault.ts';
export { showReset } from './showReset.ts';
