import type { LedgerCommand } from '#domain';
import { allocatedLedger, asked, mu, reserve } from '#domain/testing';
import { LogDamaged, type RecordedEvent } from '#event-store';
import { balancesOf, digestOfBalances } from './digest-of-balances.js';
import { ledgerModel } from './ledger-model.js';
import { replay } from './replay.js';
import { contentsOf, everyKind, LedgerUnderTest } from './testing/index.js';

const posted = async (): Promise<LedgerUnderTest> => {
  const ledger = new LedgerUnderTest();
  await ledger.post(everyKind());
  return ledger;
};

const named = (entryId: string): LedgerCommand => {
  const command = everyKind().find(({ data }) => data.entryId === entryId);
  if (command === undefined) throw new Error(`no command ${entryId}`);
  return command;
};

/** The same kind and key with other words. */
const noted = (command: LedgerCommand): LedgerCommand =>
  ({ ...command, data: { ...command.data, note: 'another' } }) as LedgerCommand;

describe('the ledger behind the sequencer', () => {
  it('answers a command again as it answered it first', async () => {
    const ledger = await posted();
    const outcome = await ledger.submit(named('a'));
    expect(outcome).toMatchObject({ kind: 'accepted', repeated: true, revision: 8n });
    expect(await ledger.recorded()).toHaveLength(everyKind().length);
  });

  it('refuses another command under a used key, before the rules are asked', async () => {
    const ledger = await posted();
    expect(await ledger.submit(noted(named('a')))).toEqual({
      kind: 'refused',
      refusal: {
        code: 'entry-id-reused',
        facts: {
          entryId: 'a',
          entryType: 'QuotaAllocated',
          recordedAt: expect.stringMatching(/^2026-01-01T/),
        },
      },
    });
  });

  it('is suspended for a process that has not heard of it, too', async () => {
    const world = allocatedLedger();
    const one = new LedgerUnderTest();
    await one.append(world.events);
    const other = one.restarted();
    await other.sequencer.refresh(other.stream);
    const suspend = asked(world, 'SuspendPosting', { entryId: 'sus', reason: '系统迁移' });
    await one.post([suspend]);

    expect(await other.submit(reserve(world))).toMatchObject({
      ...{ kind: 'refused', refusal: { code: 'posting-suspended', facts: { suspension: 'sus' } } },
    });
    expect(await other.submit(suspend)).toMatchObject({ kind: 'accepted', repeated: true });
    await other.post([asked(world, 'ResumePosting', { entryId: 'res', reason: '完成' })]);
    await one.post([reserve(world)]);
  });

  it('stamps every entry and never goes back', async () => {
    const ledger = await posted();
    const instants = (await ledger.recorded()).map(
      (recorded) => ledgerModel.decode(recorded).data.recordedAt,
    );
    expect(instants).toEqual(instants.toSorted());
    expect(instants[0]).toMatch(/^2026-01-01T00:00:\d\d\.000Z$/);
  });

  it('states at the close of a plan year what it closed over', async () => {
    const ledger = new LedgerUnderTest();
    const commands = everyKind();
    const close = commands.findIndex(({ kind }) => kind === 'ClosePlanYear');
    await ledger.post(commands.slice(0, close));
    const before = await replay(ledger.store.readAll(null));
    const outcome = await ledger.submit(named('cy'));
    expect(outcome).toMatchObject({ event: { data: { stateDigest: before.digest } } });
  });

  it('goes on from a snapshot as from the first event', async () => {
    const commands = everyKind();
    for (const at of [5, 12, 20, 30]) {
      const ledger = new LedgerUnderTest();
      await ledger.post(commands.slice(0, at));
      await ledger.writeSnapshot();
      const later = ledger.restarted();
      await later.post(commands.slice(at));
      const whole = await replay((await posted()).store.readAll(null));
      const resumed = await replay(later.store.readAll(null));
      expect(resumed.digest).toBe(whole.digest);
      expect(await later.submit(named('a'))).toMatchObject({ repeated: true });
    }
  });

  it('folds live to what a replay folds', async () => {
    const ledger = await posted();
    const live = ledgerModel.initialState();
    for (const recorded of await ledger.recorded()) {
      const overlay = ledgerModel.overlay(live);
      ledgerModel.fold(overlay, ledgerModel.decode(recorded), recorded.revision);
      ledgerModel.merge(overlay);
    }
    const { fingerprinting } = live;
    const { state } = await replay(ledger.store.readAll(null), { fingerprinting });
    expect(contentsOf(live)).toStrictEqual(contentsOf(state));
  });

  it('reads a cited entry by its revision', async () => {
    const ledger = await posted();
    const undo: LedgerCommand = {
      ...named('rev'),
      data: { ...named('rev').data, entryId: 'rev-2', entry: 's', effectiveOn: '2017-06-03' },
    } as LedgerCommand;
    expect(await ledger.restarted().submit(undo)).toMatchObject({
      kind: 'accepted',
      event: { type: 'EntryReversed', data: { entryType: 'QuotaSplit', revision: '7' } },
    });
  });

  it('L-07 names a cited entry that cannot be read, and fails only what cites it', async () => {
    const ledger = await posted();
    await ledger.writeSnapshot();
    const { store } = ledger;
    const read = store.readStream.bind(store);
    store.readStream = async function* (...asked) {
      for await (const one of read(...asked))
        yield one.revision === 7n ? ({ ...one, body: '{' } satisfies RecordedEvent) : one;
    };
    const later = ledger.restarted();
    const undo = (entryId: string, entry: string): LedgerCommand =>
      ({
        ...named('rev'),
        data: { ...named('rev').data, entryId, entry, effectiveOn: '2017-06-03' },
      }) as LedgerCommand;
    const failure: unknown = await later.submit(undo('rev-2', 's')).catch((error) => error);
    expect(failure).toBeInstanceOf(LogDamaged);
    expect(failure).toMatchObject({
      message: expect.stringContaining(`${ledger.stream}@7 cannot be read`),
      at: { stream: ledger.stream, revision: 7n },
    });
    expect(await later.submit(named('a'))).toMatchObject({ kind: 'accepted', repeated: true });
  });

  it('takes up no key when a command is refused', async () => {
    const ledger = await posted();
    const much = {
      ...named('a'),
      data: { ...named('a').data, entryId: 'x', effectiveOn: '2017-06-03' },
    };
    const tooMuch = {
      ...much,
      data: { ...much.data, to: [{ unit: '330402', quantity: mu(90_000) }] },
    };
    const little = {
      ...much,
      data: { ...much.data, to: [{ unit: '330402', quantity: mu(1) }] },
    };
    expect(await ledger.submit(tooMuch as unknown as LedgerCommand)).toMatchObject({
      refusal: { code: 'insufficient-balance' },
    });
    expect(await ledger.submit(little as unknown as LedgerCommand)).toMatchObject({
      kind: 'accepted',
      repeated: false,
    });
  });
});

describe('the digest of balances', () => {
  const row = (account: string, component: string, amount: bigint) => ({
    account,
    component,
    amount,
  });

  it('is over lines in the order of their bytes, without zeros', () => {
    const rows = [
      row('u-2/l.1/available', 'total', 5n),
      row('l.1/source', 'total', -5n),
      row('u-1/l.1/available', 'total', 0n),
      row('l.1/source', 'farmland', -1n),
    ];
    // printf 'l.1/source\tfarmland\t-1\nl.1/source\ttotal\t-5\nu-2/l.1/available\ttotal\t5\n' | sha256sum
    const expected = '74b38c8f54aff5afc9e90bced2cb95886de54ac86368696ef85d30f33b0dfb87';
    expect(digestOfBalances(rows)).toBe(expected);
    expect(digestOfBalances(rows.toReversed())).toBe(expected);
  });

  it('is the same before and after the books were closed', async () => {
    const ledger = new LedgerUnderTest();
    const commands = everyKind();
    const close = commands.findIndex(({ kind }) => kind === 'CloseBooks');
    await ledger.post(commands.slice(0, close));
    const open = await replay(ledger.store.readAll(null));
    await ledger.post(commands.slice(close));
    const closed = await replay(ledger.store.readAll(null));
    expect(closed.digest).toBe(open.digest);
    expect([...balancesOf(closed.state)].length).toBeLessThan([...balancesOf(open.state)].length);
  });
});
