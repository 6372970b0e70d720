// Asks a service over HTTP whether it serves: one GET, one new connection, answer 200 or it is failing.
// Never follows a redirect (it would prove another service's health) and never reads more than its bound.
import { request } from 'node:http';
import { z } from 'zod';
import { parseJson } from '../foreign-text/json.js';
import type { Probe, ProbeAnswer } from '../ports/services.js';

const BODY_MAX_BYTES = 64 * 1024;

export interface HttpProbeOptions {
  readonly url: string;
  /** For connecting, waiting and reading together. */
  readonly deadlineMs: number;
}

/** What a service may say of itself beside being well (SAF-4). Other members are its own business. */
const report = z.object({
  metrics: z.object({ errorRate: z.number().min(0).max(1), latencyMs: z.number().min(0) }).optional(),
});

const failing = (text: string): ProbeAnswer => ({ kind: 'failing', text });

/** Throws for a URL that is not plain http: TLS to a node's own service would need a pinned certificate, which no configuration has. */
export function httpProbe({ url, deadlineMs }: HttpProbeOptions): Probe {
  const { protocol } = new URL(url);
  if (protocol !== 'http:') throw new Error(`A probe's URL has to begin with http://, not ${protocol}//: ${url}`);
  return { source: 'http', look: () => get(url, deadlineMs) };
}

function get(url: string, deadlineMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: ProbeAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      asked.destroy();
    };
    const timer = setTimeout(() => finish(failing(`GET ${url}: no whole answer within ${deadlineMs} ms`)), deadlineMs);
    // A connection of its own: one that was kept would prove that an old process still holds its socket.
    const asked = request(url, { agent: false, headers: { accept: 'application/json', connection: 'close' } });
    asked.on('error', (error: NodeJS.ErrnoException) => finish(failing(`GET ${url}: ${error.code ?? error.message}`)));
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      if (response.statusCode !== 200)
        return finish(failing(`GET ${url}: status ${response.statusCode}, 200 is wanted`));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > BODY_MAX_BYTES)
          return finish(failing(`GET ${url}: the answer is longer than ${BODY_MAX_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.on('error', () => finish(failing(`GET ${url}: the answer was cut off`)));
      response.on('close', () => finish(failing(`GET ${url}: the answer was cut off`)));
      response.on('end', () => finish(judge(url, Buffer.concat(chunks).toString('utf8'))));
    });
    asked.end();
  });
}

/** A body that is no JSON object ('ok') is as good as none; one that is has to make sense, for a limit may hang on its figures. */
function judge(url: string, body: string): ProbeAnswer {
  if (!body.trimStart().startsWith('{')) return { kind: 'serving' };
  const json = parseJson(body);
  if (json === undefined) return failing(`GET ${url}: status 200, but the body is broken JSON`);
  const read = report.safeParse(json);
  if (!read.success) {
    return failing(`GET ${url}: status 200, but its metrics make no sense (errorRate 0 to 1 and latencyMs are wanted)`);
  }
  return read.data.metrics === undefined ? { kind: 'serving' } : { kind: 'serving', metrics: read.data.metrics };
}
