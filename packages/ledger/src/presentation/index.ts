export {
  formatPresentation,
  MAX_PRESENTATION_FILE_BYTES,
  type Presentable,
  type Presentation,
  presentableShape,
  presentationShape,
} from './format.ts';
export { makePresentation, type PresentationRequest } from './make-presentation.ts';
export {
  inForce,
  MAX_PROOF_AGE_MS,
  type PresentationOptions,
  type PresentedField,
  type VerifiedPresentation,
  verifyPresentation,
} from './verify-presentation.ts';
