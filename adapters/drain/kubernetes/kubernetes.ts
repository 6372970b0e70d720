// Drains a node that is a Kubernetes worker: cordon under our own mark, evict by the eviction API (which asks every PodDisruptionBudget), see
// the pods gone. 429 means "not now" and is tried again; 500 means a budget that nobody can satisfy, and ends it.
// Must never delete a pod past its budget, and never uncordon what somebody else has cordoned.
import { type Clearance, spendClearance } from '#safety/clearance.js';
import type { DrainLook } from '#safety/vocabulary/evidence.js';
import { DONE, failed, type Outcome, refused, unknown } from '#safety/vocabulary/outcome.js';
import { oneLine } from '../../foreign-text/one-line.js';
import type { Look } from '../../ports/platform.js';
import type { Drain } from '../../ports/services.js';
import type { Answer, KubernetesApi } from './api.js';
import { isLoad, nameOf, nodeView, type Pod, podList } from './pods.js';

const MARK = 'farside.dev/drained-by';
const PAGE = 250;
const PAGES_MAX = 40;
/** Between two looks at pods that are going, and between two tries of an eviction that a budget refused. */
const AGAIN_MS = 1000;
const AGAIN_MAX_MS = 30_000;

export interface KubernetesDrainOptions {
  readonly node: string;
  /** As `kubectl get nodes` calls it. */
  readonly worker: string;
  /** Written into the mark: two racks never uncordon for each other. */
  readonly rack: string;
  readonly api: KubernetesApi;
  readonly deadlineMs: number;
  /** Waits without being told the time; tests put their own in. */
  readonly pause?: (ms: number) => Promise<void>;
}

type Seen<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'silent' | 'strange'; readonly text: string };
interface Worker {
  readonly cordoned: boolean;
  readonly mark: string | undefined;
}

export function kubernetesDrain(options: KubernetesDrainOptions): Drain {
  const work = new KubernetesDrain(options);
  return {
    look: () => work.look(),
    drain: async (clearance: Clearance) => {
      spendClearance(clearance, 'drain', options.node);
      return work.drain();
    },
    undrain: async (clearance: Clearance) => {
      spendClearance(clearance, 'undrain', options.node);
      return work.undrain();
    },
  };
}

class KubernetesDrain {
  readonly #options: KubernetesDrainOptions;
  readonly #path: string;
  readonly #pause: (ms: number) => Promise<void>;

  constructor(options: KubernetesDrainOptions) {
    this.#options = options;
    this.#path = `/api/v1/nodes/${encodeURIComponent(options.worker)}`;
    this.#pause = options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  async look(): Promise<Look<DrainLook>> {
    const worker = await this.#worker();
    if (worker.kind !== 'seen') return worker;
    if (!worker.value.cordoned) return { kind: 'seen', value: 'loaded' };
    const pods = await this.#load();
    if (pods.kind !== 'seen') return pods;
    return { kind: 'seen', value: pods.value.length === 0 ? 'drained' : 'loaded' };
  }

  async drain(): Promise<Outcome> {
    const until = performance.now() + this.#options.deadlineMs;
    const worker = await this.#worker();
    if (worker.kind !== 'seen') return failed(`${worker.text}; nothing was changed.`);
    // A cordon that somebody else has set stays theirs: it is not marked, so it is not lifted later.
    if (!worker.value.cordoned) {
      const cordoned = await this.#patch(true);
      if (cordoned !== undefined) return cordoned;
    }
    for (;;) {
      const pods = await this.#load();
      if (pods.kind !== 'seen') return unknown(`${pods.text}; the worker is cordoned.`);
      if (pods.value.length === 0) return DONE;
      const evicted = await this.#evict(pods.value);
      if (evicted.kind === 'stop') return failed(evicted.text);
      if (performance.now() >= until)
        return failed(`${this.#where}: ${pods.value.map(nameOf).join(', ')} did not leave in time${evicted.text}.`);
      await this.#pause(Math.min(AGAIN_MAX_MS, evicted.waitMs, Math.max(1, until - performance.now())));
    }
  }

  async undrain(): Promise<Outcome> {
    const worker = await this.#worker();
    if (worker.kind !== 'seen') return failed(`${worker.text}; nothing was changed.`);
    const { cordoned, mark } = worker.value;
    if (mark === this.#options.rack) return (await this.#patch(false)) ?? DONE;
    if (!cordoned) return DONE;
    const whose = mark === undefined ? 'somebody else' : `rack ${mark}`;
    return refused(
      `${this.#where} was cordoned by ${whose}: kubectl uncordon ${this.#options.worker} when it may serve.`,
    );
  }

  get #where(): string {
    return `Worker ${this.#options.worker} of node ${this.#options.node}`;
  }

  async #worker(): Promise<Seen<Worker>> {
    const answer = await this.#options.api({ method: 'GET', path: this.#path });
    const body = this.#read(answer, 200);
    if (body.kind !== 'seen') return body;
    const parsed = nodeView.safeParse(body.value);
    if (!parsed.success) return { kind: 'strange', text: `${this.#where}: the API's answer is not a node` };
    const { metadata, spec } = parsed.data;
    return { kind: 'seen', value: { cordoned: spec.unschedulable === true, mark: metadata.annotations?.[MARK] } };
  }

  /** All pods of the worker that are its load, over as many pages as there are. */
  async #load(): Promise<Seen<readonly Pod[]>> {
    const pods: Pod[] = [];
    let next = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = new URLSearchParams({
        fieldSelector: `spec.nodeName=${this.#options.worker}`,
        limit: String(PAGE),
        ...(next === '' ? {} : { continue: next }),
      });
      const answer = await this.#options.api({ method: 'GET', path: `/api/v1/pods?${query}` });
      const body = this.#read(answer, 200);
      if (body.kind !== 'seen') return body;
      const parsed = podList.safeParse(body.value);
      if (!parsed.success) return { kind: 'strange', text: `${this.#where}: the API's answer is not a list of pods` };
      pods.push(...parsed.data.items.filter(isLoad));
      next = parsed.data.metadata?.continue ?? '';
      if (next === '') return { kind: 'seen', value: pods };
    }
    return { kind: 'strange', text: `${this.#where}: the list of its pods does not end` };
  }

  /** Sets or lifts our cordon with its mark, in one write; undefined when it is done. */
  async #patch(cordon: boolean): Promise<Outcome | undefined> {
    const body = {
      metadata: { annotations: { [MARK]: cordon ? this.#options.rack : null } },
      spec: { unschedulable: cordon ? true : null },
    };
    const answer = await this.#options.api({ method: 'PATCH', path: this.#path, body });
    if (answer.kind === 'answered' && answer.status === 200) return undefined;
    const what = `${this.#where} could not be ${cordon ? 'cordoned' : 'uncordoned'}`;
    if (answer.kind === 'answered')
      return answer.status >= 500
        ? unknown(`${what}: ${saying(answer)}.`)
        : refused(`${what}: ${saying(answer)}. May the token patch nodes?`);
    return answer.kind === 'not-sent' ? failed(`${what}: ${answer.text}.`) : unknown(`${what}: ${answer.text}.`);
  }

  /** One round over all that is left. An eviction may be asked for again without harm: a pod that is going already is told so once more. */
  async #evict(
    pods: readonly Pod[],
  ): Promise<{ kind: 'stop'; text: string } | { kind: 'again'; waitMs: number; text: string }> {
    let waitMs = AGAIN_MS;
    let text = '';
    for (const pod of pods) {
      const { name, namespace } = pod.metadata;
      const answer = await this.#options.api({
        method: 'POST',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
      });
      if (answer.kind !== 'answered') text = ` (${answer.text})`;
      else if (answer.status === 429) {
        waitMs = Math.max(waitMs, answer.retryAfterMs ?? 0);
        text = ` (a disruption budget holds ${nameOf(pod)}: ${saying(answer)})`;
      } else if (answer.status !== 404 && (answer.status < 200 || answer.status >= 300)) {
        const why =
          answer.status === 500
            ? 'more than one disruption budget covers it, or one that makes no sense'
            : saying(answer);
        return {
          kind: 'stop',
          text: `${this.#where}: ${nameOf(pod)} cannot be evicted (status ${answer.status}: ${why}).`,
        };
      }
    }
    return { kind: 'again', waitMs, text };
  }

  #read(answer: Answer, wanted: number): Seen<unknown> {
    if (answer.kind !== 'answered') return { kind: 'silent', text: `${this.#where}: ${answer.text}` };
    if (answer.status === wanted) return { kind: 'seen', value: answer.body };
    return { kind: 'strange', text: `${this.#where}: ${saying(answer)}` };
  }
}

/** The API explains itself in a Status object; what it says goes to screens: one clean line. */
function saying({ status, body }: Extract<Answer, { kind: 'answered' }>): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
  return `status ${status}${message === '' ? '' : `, ${oneLine(message)}`}`;
}
