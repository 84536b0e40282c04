import { expect, test } from '@jest/globals';
import { readOnlyFetch } from './read-only-fetch.ts';

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s never leaves', async (method) => {
  await expect(readOnlyFetch('http://127.0.0.1:1/', { method, headers: {} })).rejects.toMatchObject({
    code: 'node.route',
  });
});
