import { LIFESPANS, OPEN, VERY_LONG, type Lifespan } from '../schema/lifespans.js';
import { LIVE } from '../schema/names.js';

/** Draws of the units $12 whose span of one clock holds the point of the view, class by class. */
const spanning = (
  lifespans: readonly Lifespan[],
  clock: {
    readonly class: string;
    readonly first: string;
    readonly last: string;
    readonly at: string;
  },
): string => `
  select d.reservation
  from unnest($12::int[]) as u(unit_no)
  cross join (values ${lifespans.map(({ code, longest }) => `(${code}, ${longest})`).join(', ')})
    as span(code, longest)
  cross join lateral (
    select one.reservation from ${LIVE}.reservation_draws one
    where one.unit_no = u.unit_no and one.${clock.class} = span.code
      and one.${clock.first} <= ${clock.at} and one.${clock.first} >= ${clock.at} - span.longest
      and (one.${clock.last} > ${clock.at} or span.code = ${OPEN.code})
    offset 0) d`;

/**
 * Reservations of the units $12 of which something can be left on day $3 at revision $2: of which
 * something is left at the head, or that moved later on one of the clocks. Of any other one either
 * nothing is in view, or all that ever was, which is nothing in sum.
 */
export const CAN_BE_OPEN = `
  ${spanning([OPEN, ...LIFESPANS, VERY_LONG], {
    class: 'lifespan_revisions',
    first: 'first_revision',
    last: 'last_revision',
    at: '$2::bigint',
  })}
  union
  ${spanning(LIFESPANS, { class: 'lifespan_days', first: 'first_on', last: 'last_on', at: '$3::date' })}`;
