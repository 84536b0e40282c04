/** All kinds of shape, as the namespace `shape`. */
export { dictionary, list, mostOf, struct, tuple, union } from './compound-shape.ts';
export { boolean, bytes, id, integer, nullable, oneOf, slug, text, uint } from './shape.ts';
