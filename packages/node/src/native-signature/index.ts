export { loadNativeBackend } from './native-backend.ts';
