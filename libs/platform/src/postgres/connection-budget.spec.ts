import { connectionRoom, connectionsMax } from './connection-budget.js';

describe('H-05 connections of a process', () => {
  it.each([
    ['api', 25],
    ['worker', 22],
    ['publisher', 6],
    ['all', 33],
  ] as const)('are as documented for role %s', (role, connections) => {
    expect(connectionsMax(role, 10)).toBe(connections);
  });

  it('are held against what the server allows', async () => {
    const database = { query: async () => ({ rows: [{ allowed: 12, taken: 3 }] }) };
    expect(await connectionRoom(database, 'muledger')).toEqual({ allowed: 12, taken: 3 });
  });
});
