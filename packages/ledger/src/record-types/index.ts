export { canonicalJson, isJsonMap, MAX_JSON_DEPTH, parseCanonicalJson } from './canonical-json.ts';
export { checkDeclaration, checkRevision, type DeclarationVerdict } from './check-declaration.ts';
export { type ContentVerdict, type SectionContents, validateContent, validatePublicText } from './content.ts';
export { type Fit, fitOfRecord, fitOfSection, type Misfit } from './fit.ts';
export { fitOfFields } from './fit-field.ts';
export { type ValidityDates, type ValidityPaths, validityDates, validityPaths } from './validity-dates.ts';
export { unknownWord, type WordKind } from './words.ts';
