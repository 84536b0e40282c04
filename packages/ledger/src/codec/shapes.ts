/** All kinds of shape, as the namespace `shape`. */
export { dictionary, list, mostOf, struct, tuple, union } from './compound-shape.ts';
export { boolean, bytes, id, integer, MAX_TIME_MS, nullable, oneOf, slug, text, time, uint } from './shape.ts';
