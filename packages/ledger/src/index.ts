export * from './block/index.ts';
export * from './codec/index.ts';
export * from './crypto/index.ts';
export * from './errors/index.ts';
export * from './light/index.ts';
export * from './merkle/index.ts';
export * from './state/index.ts';
export * from './transaction/index.ts';
