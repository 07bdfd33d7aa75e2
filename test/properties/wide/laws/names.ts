import type { LedgerEvent } from '#domain';

const OF_THE_SYSTEM = /^(day|expire|reclaim|lapse|warn|approval-lapse|seal):/;

/** One space of names: what each one means, for ever. */
export class Names {
  private readonly meanings = new Map<string, string>();

  /** The first name that would mean two things, or that is not the caller's to give. */
  write(event: LedgerEvent): string | undefined {
    const { data } = event;
    const { role } = data.actor;
    const isOwnDay = event.type === 'DayAdvanced' && data.entryId === `day:${event.data.date}`;
    if (OF_THE_SYSTEM.test(data.entryId) && role !== 'system' && !isOwnDay) {
      return `${data.entryId} is a name of the system and was given by role ${role}`;
    }
    return (
      this.take(data.entryId, 'an entry') ?? this.takeLots(data) ?? this.takeReservations(event)
    );
  }

  private takeLots({ lots }: LedgerEvent['data']): string | undefined {
    for (const { lot } of lots) {
      const taken = this.take(lot, 'a lot');
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  private takeReservations(event: LedgerEvent): string | undefined {
    if (event.type !== 'BalanceBroughtForward') return undefined;
    for (const { reservation } of event.data.reservations) {
      const taken = this.take(reservation, 'an opening reservation');
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  private take(name: string, meaning: string): string | undefined {
    const before = this.meanings.get(name);
    this.meanings.set(name, meaning);
    return before === undefined ? undefined : `${name} means ${before} and ${meaning}`;
  }
}
