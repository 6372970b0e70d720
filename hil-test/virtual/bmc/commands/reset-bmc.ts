// Cold Reset and Warm Reset of the BMC itself (IPMI v2.0 §20.2, §20.3).
// Must never reset before its reply is on the way: the console would take a done reset for a lost one.
import { CODE, callerName, type Run } from '../command.js';
import { restartBmc } from '../state.js';

function reset(kind: 'cold' | 'warm'): Run {
  return (bmc, _data, caller) => {
    const by = callerName(caller);
    return { code: CODE.ok, afterwards: () => restartBmc(bmc, kind, by) };
  };
}

export const coldReset = reset('cold');
export const warmReset = reset('warm');
