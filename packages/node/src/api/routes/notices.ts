/**
 * A person's notices, for her and who represents her; and her subscription to mails at this node, for her alone: it
 * would outlast a mandate.
 */
import { AnnalsError } from '@annals/ledger/errors';
import { listNotices, type NoticeService } from '../../notify/index.ts';
import type { NodeServices } from '../../services.ts';
import { requireSpeaker, requireSubject } from '../entitlement.ts';
import type { Handlers } from '../handler.ts';
import { pageOf } from '../lists.ts';

export function noticeRoutes(
  services: NodeServices,
): Pick<Handlers, 'notices' | 'subscription' | 'changeSubscription'> {
  const { store } = services;
  const service = (): NoticeService => {
    if (services.notices) return services.notices;
    throw new AnnalsError('notices.off', 'the operator of this node has set up no mail server');
  };
  return {
    notices: ({ params: { subject }, query, prove }) => {
      requireSpeaker(services, subject, prove());
      return listNotices(store, subject, pageOf(query));
    },
    subscription: ({ params: { subject }, prove }) => {
      requireSubject(services, subject, prove());
      return service().subscription(subject);
    },
    changeSubscription: ({ params: { subject }, body, prove }) => {
      requireSubject(services, subject, prove());
      return service().change(subject, body);
    },
  };
}
