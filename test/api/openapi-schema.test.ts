/** The OpenAPI document is valid OpenAPI 3.1, by an independent validator. */
import { openApiDocument } from '@annals/node/api';
import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';

const document = () => JSON.parse(JSON.stringify(openApiDocument('0.1.0'))) as { openapi: string; paths: object };

test('it is valid', async () => {
  const validator = new Validator();
  const result = await validator.validate(document());
  expect(result.valid ? [] : result.errors).toEqual([]);
  expect(validator.version).toBe('3.1');
});

test('the validator would notice', async () => {
  const withoutInfo = Object.fromEntries(Object.entries(document()).filter(([name]) => name !== 'info'));
  expect((await new Validator().validate(withoutInfo)).valid).toBe(false);
});
