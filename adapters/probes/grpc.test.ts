// The gRPC probe against a real grpc.health.v1 server whose messages are made from the .proto file, not by the probe's own bytes.
// Everything stays on loopback, on ports that the system chose.
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { Health, type HealthHandlers } from '#proto/contract.js';
import { grpcProbe } from './index.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.forceShutdown();
});

/** `answer` undefined: the call is left hanging. */
async function serve(answer: (service: string) => string | number | undefined): Promise<string> {
  const server = new Server();
  servers.push(server);
  const handlers: HealthHandlers = {
    Check: ({ request }, callback) => {
      const said = answer(request.service);
      if (typeof said === 'number') callback({ code: said, details: 'no\nsuch service' });
      else if (said !== undefined) callback(null, { status: said as 'SERVING' });
    },
    Watch: (call) => call.end(),
  };
  server.addService(Health.service, handlers);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return `127.0.0.1:${port}`;
}
const look = (address: string, service = '', deadlineMs = 20_000) => grpcProbe({ address, service, deadlineMs }).look();

describe('the gRPC probe', () => {
  it('is content with SERVING, of the server or of the service that it asks for', async () => {
    const address = await serve((service) => (service === 'moon.Air' || service === '' ? 'SERVING' : status.NOT_FOUND));
    expect(await look(address)).toEqual({ kind: 'serving' });
    expect(await look(address, 'moon.Air')).toEqual({ kind: 'serving' });
    expect(await look(address, 'moon.Water')).toEqual({
      kind: 'failing',
      text: `gRPC health of moon.Water at ${address}: NOT_FOUND: no such service`,
    });
  });

  it.each(['UNKNOWN', 'NOT_SERVING', 'SERVICE_UNKNOWN'])('is failing for %s', async (said) => {
    const address = await serve(() => said);
    expect(await look(address)).toEqual({
      kind: 'failing',
      text: `gRPC health of ${address}: ${said}, SERVING is wanted`,
    });
  });

  it('is failing when no answer comes', async () => {
    const address = await serve(() => undefined);
    expect(await look(address, '', 300)).toMatchObject({
      kind: 'failing',
      text: expect.stringContaining('within 300 ms'),
    });
  });

  it('is failing when nobody listens, in words that say where', async () => {
    const address = await serve(() => 'SERVING');
    for (const server of servers.splice(0)) server.forceShutdown();
    expect(await look(address)).toMatchObject({
      kind: 'failing',
      text: expect.stringMatching(new RegExp(`^gRPC health of ${address}: (UNAVAILABLE|no answer)`)),
    });
  });
});
