// The few calls of the Kubernetes API that a drain needs: one HTTPS request, one bounded answer, one deadline. The server's certificate is
// checked against the cluster's own CA; the token is read from its file for each call (it is rotated) and goes into one header, nowhere else.
// Must never follow a redirect, and never say "not done" of a change whose answer was lost.
import { request } from 'node:https';
import { parseJson } from '../../foreign-text/json.js';
import { readSecretFile } from '../../ssh/secret-file.js';

const ANSWER_MAX_BYTES = 8 * 1024 * 1024;

export interface ApiOptions {
  /** `https://…`, without a path. */
  readonly server: string;
  /** PEM. */
  readonly ca: Buffer;
  readonly tokenFile: string;
  readonly callDeadlineMs: number;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs: number | undefined;
    }
  /** Nothing was sent, for certain. */
  | { readonly kind: 'not-sent'; readonly text: string }
  /** Sent, perhaps carried out, and no answer that can be read. */
  | { readonly kind: 'lost'; readonly text: string };

export interface Call {
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly body?: object;
}

export type KubernetesApi = (call: Call) => Promise<Answer>;

const TYPE = { GET: undefined, PATCH: 'application/strategic-merge-patch+json', POST: 'application/json' } as const;

export function kubernetesApi({ server, ca, tokenFile, callDeadlineMs }: ApiOptions): KubernetesApi {
  const base = new URL(server);
  if (base.protocol !== 'https:')
    throw new Error(`The Kubernetes API is asked over https:// only, for a token goes with every call: ${server}`);
  return ({ method, path, body }) => {
    const secret = readSecretFile(tokenFile, 'The Kubernetes token');
    if (secret.kind === 'unreadable') return Promise.resolve({ kind: 'not-sent', text: secret.text });
    const token = secret.bytes.toString('utf8').trim();
    secret.bytes.fill(0);
    return send(new URL(path, base), { method, ca, token, body, callDeadlineMs });
  };
}

interface Sending {
  readonly method: Call['method'];
  readonly ca: Buffer;
  readonly token: string;
  readonly body: object | undefined;
  readonly callDeadlineMs: number;
}

function send(url: URL, { method, ca, token, body, callDeadlineMs }: Sending): Promise<Answer> {
  const what = `${method} ${url.pathname} at ${url.host}`;
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const type = TYPE[method];
  return new Promise((resolve) => {
    let isSecured = false;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      asked.destroy();
    };
    // Before the TLS handshake is done not a byte of the request has left.
    const broken = (why: string): void =>
      finish(isSecured ? { kind: 'lost', text: `${what}: ${why}` } : { kind: 'not-sent', text: `${what}: ${why}` });
    const timer = setTimeout(() => broken(`no whole answer within ${callDeadlineMs} ms`), callDeadlineMs);
    const asked = request(url, {
      method,
      ca,
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(content === undefined ? {} : { 'content-length': content.length }),
      },
    });
    asked.on('socket', (socket) => socket.once('secureConnect', () => (isSecured = true)));
    asked.on('error', (error: NodeJS.ErrnoException) => broken(error.code ?? error.message));
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_MAX_BYTES) return broken(`the answer is longer than ${ANSWER_MAX_BYTES} bytes`);
        chunks.push(chunk);
      });
      response.on('close', () => broken('the answer was cut off'));
      response.on('end', () => {
        const parsed = parseJson(Buffer.concat(chunks).toString('utf8'));
        if (parsed === undefined) return broken(`status ${response.statusCode}, and the body is not JSON`);
        const after = Number(response.headers['retry-after']);
        const retryAfterMs = Number.isFinite(after) && after >= 0 ? after * 1000 : undefined;
        finish({ kind: 'answered', status: response.statusCode ?? 0, body: parsed, retryAfterMs });
      });
    });
    asked.end(content);
  });
}
