import { TopicMissing } from '#platform';
import { COMMANDS } from './topics.js';
import { Outages } from './outages.js';

describe('an outage of the intake', () => {
  let said: string[];
  let waits: boolean[];
  let outages: Outages;
  beforeEach(() => {
    said = [];
    waits = [];
    const hear = (level: string) => (_facts: object, message: string) =>
      void said.push(`${level}: ${message}`);
    outages = new Outages({ debug: hear('debug'), info: hear('info'), warn: hear('warn') }, (one) =>
      waits.push(one),
    );
  });

  it('is told once when it begins and once when it is over', () => {
    outages.end();
    outages.begin('the log', new Error('away'));
    outages.begin('the log', new Error('still away'));
    outages.end();
    outages.end();
    expect(said).toEqual([
      'warn: the intake waits for the log',
      'debug: the intake waits for the log',
      'info: the intake takes commands again',
    ]);
    expect(waits).toEqual([false, true, true, false, false]);
  });

  it('is told again when its reason is another, with what can be helped', () => {
    outages.begin('the log', new Error('away'));
    const expired = Object.assign(new Error('certificate has expired'), {
      code: 'CERT_HAS_EXPIRED',
    });
    outages.begin('Kafka at k:9093', new Error('tried thrice', { cause: expired }));
    outages.begin('Kafka at k:9093', new TopicMissing(COMMANDS, { cause: undefined }));
    expect(said[1]).toBe(
      'warn: the intake waits for Kafka at k:9093: its certificate is not accepted (certificate has expired); KAFKA_SSL_CA names the file of the authority',
    );
    expect(said[2]).toContain('--create --topic muledger.commands.v1');
  });
});
