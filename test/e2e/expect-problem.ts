import type { Answer } from './door.js';

/** What every answer that is no success has in common. */
export const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, text: answer.text }).toEqual({
    status,
    text: expect.stringContaining(`"code":"${code}"`),
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ type: `/problems/${code}`, status, code });
  expect(answer.body).toHaveProperty('title', expect.stringMatching(/./));
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:\d+/);
};
