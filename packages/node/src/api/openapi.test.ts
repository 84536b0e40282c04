/** The OpenAPI document says what is served, no more and no less. */
import { expect, test } from '@jest/globals';
import { openApiDocument } from './openapi.ts';
import { buildServer } from './server.ts';
import { SingleNode } from './testing/single-node.ts';

type Operation = { readonly operationId: string; readonly parameters?: readonly { in: string; name: string }[] };
const document = openApiDocument('0.1.0') as unknown as {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
};
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

test('every route that is served is described, and the other way round', async () => {
  const node = await SingleNode.start();
  try {
    const served: string[] = [];
    const { stop } = buildServer(node.services, {
      onRoute: (method, path) => served.push(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
    });
    await stop();
    expect(served.filter((route) => !/^(HEAD|OPTIONS) /.test(route)).sort()).toEqual(
      described.map(({ path, method }) => `${method} ${path}`).sort(),
    );
  } finally {
    await node.stop();
  }
});

test('the document that is served is this one', async () => {
  const node = await SingleNode.start();
  try {
    expect(await (await fetch(`${node.url}/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(document)));
  } finally {
    await node.stop();
  }
});

test('operation ids are unique, and every parameter of a path is described', () => {
  const ids = described.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of described) {
    const names = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(names).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  }
});
