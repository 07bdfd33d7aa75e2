import { createMetrics } from '#platform';
import { IntakeMetrics } from './intake-metrics.js';

const registry = createMetrics();
const metrics = new IntakeMetrics(registry);
/** Samples of the figures of the intake. */
const told = async (): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith('muledger_intake_'));

describe('the figures of the intake', () => {
  it('begin at nothing, so that the first message is a growth', async () => {
    expect(await told()).toEqual([
      'muledger_intake_messages_total{outcome="recorded"} 0',
      'muledger_intake_messages_total{outcome="repeated"} 0',
      'muledger_intake_messages_total{outcome="refused"} 0',
      'muledger_intake_messages_total{outcome="poison"} 0',
      'muledger_intake_lag_seconds 0',
      'muledger_intake_waiting 0',
    ]);
  });

  it('count what became of messages, and tell how late the last one was', async () => {
    metrics.answered({ recorded: 3, repeated: 1, refused: 2, poison: 0, lagMs: 9_000 });
    metrics.answered({ recorded: 1, repeated: 0, refused: 0, poison: 1, lagMs: 1_500 });
    metrics.waiting(true);
    expect(await told()).toEqual([
      'muledger_intake_messages_total{outcome="recorded"} 4',
      'muledger_intake_messages_total{outcome="repeated"} 1',
      'muledger_intake_messages_total{outcome="refused"} 2',
      'muledger_intake_messages_total{outcome="poison"} 1',
      'muledger_intake_lag_seconds 1.5',
      'muledger_intake_waiting 1',
    ]);
    metrics.waiting(false);
    expect(await told()).toContain('muledger_intake_waiting 0');
  });
});
