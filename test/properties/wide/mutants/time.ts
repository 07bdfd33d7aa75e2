import type { Mutant } from '../../mutants.js';
import { decision, fold } from './files.js';

const worker = (file: string): string => `apps/worker/src/day-job/${file}`;

const closed = (name: string, file: string, before: string): Mutant => ({
  name: `${name} takes effect in closed books`,
  file: decision(file),
  from: `${before}\n  checkBooks(state, on);`,
  to: before,
});

/** H-13: days that are over and change all the same, and days that come too late. */
export const TIME: readonly Mutant[] = [
  {
    name: 'the deadline acts on one day',
    file: worker('use-deadlines.ts'),
    from: 'if (next > day || state.policy(next)?.version !== policy.version) continue;',
    to: 'if (next !== day || state.policy(next)?.version !== policy.version) continue;',
  },
  {
    name: 'a reversed expiry does not open the reservation again',
    file: decision('reverse-entry.ts'),
    from: "(type === 'ReservationsExpired' && state.expired.has(reservation));",
    to: 'false;',
    also: [
      {
        file: fold('reservations.ts'),
        from: "if (event.type !== 'EntryReversed' || event.data.entryType !== 'ReservationsExpired') {",
        to: "if (event.type === 'EntryReversed') {\n    return { ...event, left: new Map(), resolvedBy: [] } as never;\n  } else {",
      },
    ],
  },
  {
    name: 'an expiry is reversed on any day',
    file: decision('reverse-entry.ts'),
    from: 'if (!isWithinReach(state, expiredOn)) return;',
    to: 'return;',
  },
  {
    name: 'what went on when a reservation was closed does not come back before it is undone',
    file: decision('reverse-entry.ts'),
    from: 'if (reservation !== undefined) comeBack(state, draft, to, reservation);',
    to: '',
  },
  {
    name: 'a reservation that was opened again cannot be used',
    file: decision('consume-quota.ts'),
    from: 'const isPast = reservation.expiresOn < state.head.day && !reservation.reopened;',
    to: 'const isPast = reservation.expiresOn < state.head.day;',
  },
  {
    name: 'a reservation that was opened again expires by the next day',
    file: fold('reservations.ts'),
    from: '  state.reservations.set(id, reservation);\n  ownReservation(state, reservation);\n  return reservation;',
    to: '  state.reservations.set(id, reservation);\n  ownReservation(state, reservation);\n  expectExpiry(state, reservation);\n  return reservation;',
  },
  closed('a freeze', 'freeze.ts', "permit(state, 'Freeze', data.actor);"),
  closed('an annotation', 'annotate-entry.ts', 'permitAsPosted(entry, data.actor);'),
  closed('a registration of units', 'register-units.ts', "permit(state, 'RegisterUnits', actor);"),
  {
    name: 'a unit is changed on days that are closed',
    file: decision('register-units.ts'),
    from: "if (dateOf(from, 'from') > closedThrough) return;",
    to: 'return;',
  },
  {
    name: 'what is divided after the deadline counts from then',
    file: worker('use-deadlines.ts'),
    from: 'if (parent === undefined || !isHandedOn) return given.openedOn;',
    to: 'return given.openedOn;',
  },
  {
    name: 'a person cannot take back what the deadline took',
    file: fold('reversal.ts'),
    from: '    spareLots(state, data);',
    to: '',
  },
  {
    name: 'closed books keep the ledger from doing its work',
    file: worker('effective-day.ts'),
    from: 'return due > firstOpen ? due : firstOpen;',
    to: 'return due;',
  },
  {
    name: 'a reservation of which nothing is left stays open',
    file: fold('reservations.ts'),
    from: 'if (!isNothing(reservation.left)) continue;',
    to: 'continue;',
  },
  {
    name: 'what a reversal gives back to an expired reservation is available at once',
    file: decision('reverse-entry.ts'),
    from: 'const on = expiredOn > draft.on ? expiredOn : draft.on;',
    to: 'const on = expiredOn > draft.on ? draft.on : draft.on;',
  },
];
