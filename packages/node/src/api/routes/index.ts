/** All handlers of the route table. */
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';
import { agencyRoutes } from './agencies.ts';
import { blockRoutes } from './blocks.ts';
import { erasureRoutes } from './erasures.ts';
import { noticeRoutes } from './notices.ts';
import { openingRoutes } from './openings.ts';
import { personRoutes } from './persons.ts';
import { policyRoutes } from './policy.ts';
import { programmeRoutes } from './programmes.ts';
import { recordRoutes } from './records.ts';
import { silenceRoutes } from './silence.ts';
import { statisticsRoutes } from './statistics.ts';
import { subjectRoutes } from './subjects.ts';
import { transactionRoutes } from './transactions.ts';
import { validatorRoutes } from './validators.ts';
import { valueRoutes } from './values.ts';

export function handlersOf(services: NodeServices): Handlers {
  return {
    ...transactionRoutes(services),
    ...blockRoutes(services),
    ...recordRoutes(services),
    ...erasureRoutes(services),
    ...openingRoutes(services),
    ...agencyRoutes(services),
    ...programmeRoutes(services),
    ...subjectRoutes(services),
    ...personRoutes(services),
    ...policyRoutes(services),
    ...validatorRoutes(services),
    ...valueRoutes(services),
    ...statisticsRoutes(services),
    ...noticeRoutes(services),
    ...silenceRoutes(services),
  };
}
