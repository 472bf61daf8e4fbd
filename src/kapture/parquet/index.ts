/** Reading Parquet: bundled as a file that is loaded on first use. */
export { ParquetFile } from './parquetFile.ts';
