/** Customers to files. Loaded when somebody exports, since it carries what writes Parquet; the build makes a file of its own of it. */
export { exportCustomers } from './exportCustomers.ts';
