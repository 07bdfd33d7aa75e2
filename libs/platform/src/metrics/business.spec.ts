import { figuresFor } from './business.js';

const TEXT = `# HELP muledger_available_mu what is left
# TYPE muledger_available_mu gauge
muledger_available_mu{ledger="330000",indicator="annual"} 4976.16
muledger_available_mu{ledger="340000",indicator="annual"} 12
muledger_reserved_mu{ledger="330000",indicator="annual"} 7
muledger_rounds_total{role="all"} 3
`;

describe('H-24: figures of balances', () => {
  it('are for nobody without a token', () => {
    expect(figuresFor(undefined, TEXT)).not.toMatch(/4976|_mu\{/);
    expect(figuresFor(undefined, TEXT)).toContain('muledger_rounds_total{role="all"} 3\n');
  });

  it.each([
    'muledger_oldest_reservation_timestamp_seconds{ledger="330000"} 1491004800',
    'muledger_something_new{bucket="debt",ledger="330000",le="+Inf"} 1',
    'muledger_something_new{ledger="330000"} 1',
  ])('nor is anything else that a ledger has: %s', (line) => {
    expect(figuresFor(undefined, `${TEXT}${line}\n`)).not.toContain('330000');
    expect(figuresFor('340000', `${TEXT}${line}\n`)).not.toContain('330000');
    expect(figuresFor('330000', `${TEXT}${line}\n`)).toContain(line);
  });

  it('are of the one ledger that a reader sees whole', () => {
    expect(figuresFor('330000', TEXT)).toMatch(
      /4976\.16[^]*_mu\{ledger="330000",indicator="annual"\} 7/,
    );
    expect(figuresFor('330000', TEXT)).not.toContain('340000');
    expect(figuresFor('330402', TEXT)).not.toMatch(/_mu\{/);
  });
});
