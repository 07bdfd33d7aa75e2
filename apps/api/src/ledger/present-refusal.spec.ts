import { ledgerModel } from '#ledger-stream';
import { presentRefusal } from './present-refusal.js';

describe('what a refusal says of amounts', () => {
  it('H-21 the asked amount and the limit in the same measures', () => {
    const told = presentRefusal(
      {
        code: 'amount-too-large',
        facts: { indicator: 'annual', component: 'total', asked: '200000', limit: '400000' },
      },
      ledgerModel.initialState(),
    );
    expect(told).toMatchObject({ asked: { mu: '1.0000' }, limit: { mu: '2.0000' } });
  });

  it('a limit that is a count stays one', () =>
    expect(
      presentRefusal(
        { code: 'too-many-postings', facts: { limit: 3_000 } },
        ledgerModel.initialState(),
      ),
    ).toEqual({ limit: 3_000 }));
});
