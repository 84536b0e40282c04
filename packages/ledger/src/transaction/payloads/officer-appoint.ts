/** `officer.appoint`: an agency certifies a key to act for it, with roles and an end date. */
import { shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';

/**
 * Roles are short names that record types refer to; nobody needs many. An officer is given only what the members have
 * given to her agency.
 */
export const rolesShape = shape.list(shape.slug, 16, 1);

export const officerAppointShape = shape.struct({ key: publicKeyShape, roles: rolesShape, untilMs: shape.time });
