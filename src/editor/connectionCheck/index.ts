export { applyFindings } from './applyFindings.ts';
export { CheckReports } from './checkReports.ts';
export { testConnection, testWithCustomer } from './testConnection.ts';
