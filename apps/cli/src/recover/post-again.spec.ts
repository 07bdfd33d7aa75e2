import type { KeptEntry } from './asked-again.js';
import { inTheirOrder, type Done } from './post-again.js';

const kept = (entry: string, kind: string, ledger = '330000'): KeptEntry => ({
  ...{ ledger, entry, kind, revision: '7' },
  ...{ data: {}, metadata: {} },
});

describe('L-02 posting again what was lost', () => {
  const posted: string[] = [];
  const post = async ({ entry, kind, revision }: KeptEntry): Promise<Done> => {
    const outcome = entry.startsWith('not-') ? 'refused' : 'posted';
    if (outcome === 'posted') posted.push(entry);
    return { ...{ entry, kind, revision }, outcome };
  };
  beforeEach(() => void (posted.length = 0));

  it.each(['BooksClosed', 'PlanYearClosed'])(
    'leaves %s to people when something of its ledger before it is not posted',
    async (kind) => {
      const entries = [
        kept('not-a', 'QuotaReserved'),
        kept('b', 'QuotaReserved'),
        kept('closing', kind),
        kept('closing-elsewhere', kind, '320000'),
        kept('c', 'QuotaReserved'),
      ];
      const done = await inTheirOrder(entries, post);
      expect(posted).toEqual(['b', 'closing-elsewhere', 'c']);
      expect(done.map(({ outcome }) => outcome)).toEqual([
        ...['refused', 'posted', 'by hand', 'posted', 'posted'],
      ]);
      expect(done[2]?.why).toMatch(/not posted/);
    },
  );

  it('closes what is complete', async () => {
    await inTheirOrder([kept('a', 'QuotaReserved'), kept('closing', 'BooksClosed')], post);
    expect(posted).toEqual(['a', 'closing']);
  });
});
