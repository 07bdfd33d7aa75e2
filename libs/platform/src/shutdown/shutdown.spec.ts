import { Shutdown } from './shutdown.js';

const start = (timeoutMs = 10_000) => {
  const closed: string[] = [];
  const logged: string[] = [];
  const log = {
    info: (_: object, message: string) => void logged.push(message),
    error: (facts: object, message: string) =>
      void logged.push(`${message} ${'step' in facts ? String(facts.step) : ''}`.trim()),
  };
  const onTimeout = () => void closed.push('timeout');
  return { closed, logged, shutdown: new Shutdown({ log, timeoutMs, onTimeout }) };
};

describe('shutting down', () => {
  it('closes last first, each after the other', async () => {
    const { closed, shutdown } = start();
    shutdown.add('database', () => void closed.push('database'));
    shutdown.add('server', async () => {
      await new Promise(setImmediate);
      closed.push('server');
    });
    expect(await shutdown.run('test')).toBe(true);
    expect(closed).toEqual(['server', 'database']);
  });

  it('closes once, however often it is asked', async () => {
    const { closed, shutdown } = start();
    shutdown.add('database', () => void closed.push('database'));
    await Promise.all([shutdown.run('SIGINT'), shutdown.run('SIGTERM')]);
    expect(closed).toEqual(['database']);
  });

  it('goes on after a step that fails, and tells', async () => {
    const { closed, logged, shutdown } = start();
    shutdown.add('database', () => void closed.push('database'));
    shutdown.add('server', () => Promise.reject(new Error('stuck')));
    expect(await shutdown.run('test')).toBe(false);
    expect(closed).toEqual(['database']);
    expect(logged).toContain('could not be closed server');
  });

  it('gives up after its time', async () => {
    const { closed, shutdown } = start(1);
    shutdown.add('server', () => new Promise(() => undefined));
    expect(await shutdown.run('test')).toBe(false);
    expect(closed).toEqual(['timeout']);
  });

  it('runs on a signal and sets the exit code', async () => {
    const { closed, shutdown } = start();
    const before = process.exitCode;
    const done = new Promise<void>((resolve) => shutdown.add('server', resolve));
    shutdown.add('first', () => void closed.push('first'));
    const stopListening = shutdown.listen();
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGINT', 'SIGINT');
    await done;
    await shutdown.run('again');
    stopListening();
    process.exitCode = before;
    expect(closed).toEqual(['first']);
  });
});
