export { loadNativeBackend } from './native-backend.ts';
export { loadNativeGroup } from './native-group.ts';
