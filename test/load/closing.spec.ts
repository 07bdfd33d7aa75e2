import { closingAfter } from './closing.js';

describe('closing after a measure', () => {
  let told: string[];
  const tell = (line: string): void => void told.push(line);
  beforeEach(() => {
    told = [];
  });
  const failing = (message: string) => async (): Promise<never> => {
    throw new Error(message, { cause: new Error('why') });
  };

  it('hands on what was measured', async () => {
    const closed: string[] = [];
    const close = async (): Promise<void> => void closed.push('closed');
    expect(await closingAfter(async () => 7, close, { tell })).toBe(7);
    expect(closed).toEqual(['closed']);
    expect(told).toEqual([]);
  });

  it('throws what the measure threw, though the closing fails too', async () => {
    const run = closingAfter(failing('the measure'), failing('the closing'), { tell });
    await expect(run).rejects.toThrow('the measure');
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('caused by Error: why');
    expect(told[1]).toContain('the closing');
  });

  it('has told the failure before it closes', async () => {
    let before = 0;
    const close = async (): Promise<void> => void (before = told.length);
    await expect(closingAfter(failing('the measure'), close, { tell })).rejects.toThrow();
    expect(before).toBe(1);
  });

  it('throws what the measure threw, though the closing never ends', async () => {
    const never = () => new Promise<void>(() => undefined);
    const run = closingAfter(failing('the measure'), never, { tell, closingMs: 5 });
    await expect(run).rejects.toThrow('the measure');
  });

  it('fails when only the closing fails', async () => {
    const run = closingAfter(async () => 7, failing('the closing'), { tell });
    await expect(run).rejects.toThrow('the closing');
  });
});
