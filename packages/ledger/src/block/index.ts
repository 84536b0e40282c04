export * from './result.ts';
export * from './values/index.ts';
