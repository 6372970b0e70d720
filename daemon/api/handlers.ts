// The calls of RackSupervisor for one door: admit, parse, ask the core, answer. Nothing acts in here (DESIGN.md, "One action, end to end");
// whatever is thrown becomes a status, never an end of the process.
import { type handleUnaryCall, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { rack } from '#proto/contract.js';
import type { Admit, Method } from './access.js';
import type { Caller, RackCore, Request } from './core.js';
import { type Log, Refusal, refusalOf, statusOf } from './refusal.js';
import { INTAKE, parse } from './requests.js';
import { LogStream, type Source } from './stream.js';

export interface HandlerOptions {
  readonly core: RackCore;
  readonly admit: Admit;
  readonly log: Log;
  readonly slowReaderMs: number;
  readonly streamsMax: number;
}

export interface RackHandlers {
  readonly handlers: rack.RackSupervisorHandlers;
  /** Ends every stream that is open, with a reason. */
  endStreams(): void;
}

export function rackHandlers(options: HandlerOptions): RackHandlers {
  const { core, admit, log } = options;
  const streams = new Set<{ drop(code: status, details: string): void }>();

  const unary =
    <Asked, Answer>(method: Method, answer: (asked: Asked, caller: Caller) => Answer): handleUnaryCall<Asked, Answer> =>
    (call, reply) => {
      let value: Answer;
      try {
        value = answer(call.request, admit(call, method));
      } catch (error) {
        return reply(statusOf(error, method, log));
      }
      reply(null, value);
    };

  const intake = <Asked>(method: Method, toRequest: (asked: Asked) => Request) =>
    unary(method, (asked: Asked, caller) => {
      const answer = core.accept(toRequest(asked), caller);
      if (answer.kind === 'rejected') throw refusalOf(answer);
      const accepted: rack.AcceptedInit = { seq: answer.seq, swapId: answer.swap, repeated: answer.repeated };
      return accepted;
    });

  function streaming<Asked, Item>(
    method: Method,
    begin: (asked: Asked) => { source: Source<Item>; fromSeq: number; toSeq?: number },
  ) {
    return (call: ServerWritableStream<Asked, Item>): void => {
      try {
        admit(call, method);
        const { source, ...range } = begin(call.request);
        if (streams.size >= options.streamsMax) {
          throw new Refusal(status.RESOURCE_EXHAUSTED, `${streams.size} streams are open, and no more are allowed`);
        }
        const setup = { method, ...range, slowReaderMs: options.slowReaderMs, log };
        const stream: LogStream<Item> = new LogStream<Item>(call, source, setup, () => streams.delete(stream));
        streams.add(stream);
      } catch (error) {
        call.emit('error', statusOf(error, method, log));
      }
    };
  }

  const handlers: rack.RackSupervisorHandlers = {
    GetRack: unary('GetRack', () => core.rack()),
    GetSwap: unary('GetSwap', (asked: rack.GetSwapRequest) => {
      const { id } = parse('getSwap', asked);
      const swap = core.swap(id);
      if (swap === undefined) throw new Refusal(status.NOT_FOUND, `there is no swap ${id}`);
      return swap;
    }),
    PlanSwap: unary('PlanSwap', (asked: rack.PlanSwapRequest) => {
      const { node, image } = parse('plan', asked);
      const plan = core.plan(node, image);
      if ('kind' in plan) throw refusalOf(plan);
      return plan;
    }),
    WatchRack: streaming('WatchRack', (asked: rack.WatchRackRequest) => watchRange(core, asked)),
    ExportLog: streaming('ExportLog', (asked: rack.ExportLogRequest) => exportRange(core, asked)),
    StageImage: intake('StageImage', INTAKE.StageImage),
    StartSwap: intake('StartSwap', INTAKE.StartSwap),
    Rollback: intake('Rollback', INTAKE.Rollback),
    Recover: intake('Recover', INTAKE.Recover),
    EmergencyStop: intake('EmergencyStop', INTAKE.EmergencyStop),
    Resume: intake('Resume', INTAKE.Resume),
  };
  return {
    handlers,
    endStreams() {
      for (const stream of [...streams]) stream.drop(status.UNAVAILABLE, 'rackd ends; ask again from the next row');
    },
  };
}

function watchRange(core: RackCore, asked: rack.WatchRackRequest) {
  const { fromSeq } = parse('watch', asked);
  const head = core.headSeq();
  if (fromSeq > head + 1) {
    throw new Refusal(
      status.OUT_OF_RANGE,
      `the log ends at row ${head}, row ${fromSeq} is not next: this is not the log that was followed`,
    );
  }
  const source: Source<rack.EventInit> = {
    read: (from, limit) => core.events(from, limit),
    seqOf: (event) => Number(event.seq),
    onMore: (listener) => core.onAppend(listener),
  };
  return { source, fromSeq: fromSeq === 0 ? head + 1 : fromSeq };
}

function exportRange(core: RackCore, asked: rack.ExportLogRequest) {
  const wanted = parse('exportLog', asked);
  const head = core.headSeq();
  const toSeq = wanted.toSeq === 0 ? head : wanted.toSeq;
  if (toSeq > head) throw new Refusal(status.OUT_OF_RANGE, `toSeq: the log ends at row ${head}`);
  if (wanted.fromSeq > toSeq && wanted.toSeq !== 0) {
    throw new Refusal(status.INVALID_ARGUMENT, `fromSeq: row ${wanted.fromSeq} is after row ${toSeq}`);
  }
  const source: Source<rack.LogRowInit> = {
    read: (from, limit) => core.rows(from, limit),
    seqOf: (row) => Number(row.seq),
  };
  return { source, fromSeq: Math.max(wanted.fromSeq, 1), toSeq };
}
