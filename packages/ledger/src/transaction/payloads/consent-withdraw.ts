/** `consent.withdraw`: a person, or who represents her, ends a consent. Reads from the next transaction on need another. */
import { shape } from '../../codec/index.ts';
import { decidingFields } from './consent-grant.ts';

export const consentWithdrawShape = shape.struct({ ...decidingFields, consent: shape.id('consent') });
