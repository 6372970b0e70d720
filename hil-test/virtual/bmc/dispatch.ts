// Finds the command in the table, checks what the table says about it, and runs it.
// Must never run a command for somebody below its privilege or with data of another length than the table allows.
import { type Answer, CODE, type Caller, type Command, refuse } from './command.js';
import { COMMANDS } from './commands/table.js';
import { PRIVILEGE } from './session/privilege.js';
import type { BmcState } from './state.js';

export interface Request {
  readonly netFn: number;
  readonly lun: number;
  readonly command: number;
  readonly data: Buffer;
}

const BY_CODE: ReadonlyMap<number, Command> = new Map(COMMANDS.map((row) => [(row.netFn << 8) | row.command, row]));

function mayRun(row: Command, caller: Caller): boolean {
  if (row.needs === 'anyone' || caller.kind === 'host') return true;
  if (caller.kind === 'stranger') return false;
  return row.needs === 'session' || caller.session.level >= PRIVILEGE[row.needs];
}

export function dispatch(bmc: BmcState, request: Request, caller: Caller): Answer {
  const row = BY_CODE.get((request.netFn << 8) | request.command);
  if (row === undefined) return refuse(CODE.unknownCommand);
  if (request.lun !== 0) return refuse(CODE.unknownForLun);
  if (!mayRun(row, caller)) return refuse(CODE.privilegeTooLow);
  // Session management still works on a busy BMC, or no session could be opened to see that it is busy.
  if (bmc.faults.busy && row.needs !== 'anyone' && row.needs !== 'session') return refuse(CODE.busy);
  const length = request.data.length;
  if (length < row.minLength || length > row.maxLength) return refuse(CODE.wrongLength);
  return row.run(bmc, request.data, caller);
}
