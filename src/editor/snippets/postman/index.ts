export { exportPostman } from './exportPostman.ts';
export { importPostman } from './importPostman.ts';
export { summaryText } from './summaries.ts';
