// The rack's messages under short names: `rack.Swap` is what a reader gets, `rack.SwapInit` what a writer may give.
export type { Accepted as AcceptedInit, Accepted__Output as Accepted } from './generated/farside/rack/v1/Accepted.js';
export type {
  EmergencyStopRequest as EmergencyStopRequestInit,
  EmergencyStopRequest__Output as EmergencyStopRequest,
} from './generated/farside/rack/v1/EmergencyStopRequest.js';
export type { Event as EventInit, Event__Output as Event } from './generated/farside/rack/v1/Event.js';
export type {
  ExportLogRequest as ExportLogRequestInit,
  ExportLogRequest__Output as ExportLogRequest,
} from './generated/farside/rack/v1/ExportLogRequest.js';
export type {
  GetRackRequest as GetRackRequestInit,
  GetRackRequest__Output as GetRackRequest,
} from './generated/farside/rack/v1/GetRackRequest.js';
export type {
  GetRackResponse as GetRackResponseInit,
  GetRackResponse__Output as GetRackResponse,
} from './generated/farside/rack/v1/GetRackResponse.js';
export type {
  GetSwapRequest as GetSwapRequestInit,
  GetSwapRequest__Output as GetSwapRequest,
} from './generated/farside/rack/v1/GetSwapRequest.js';
export type { Group as GroupInit, Group__Output as Group } from './generated/farside/rack/v1/Group.js';
export type { Image as ImageInit, Image__Output as Image } from './generated/farside/rack/v1/Image.js';
export type { LogRow as LogRowInit, LogRow__Output as LogRow } from './generated/farside/rack/v1/LogRow.js';
export type { Node as NodeInit, Node__Output as Node } from './generated/farside/rack/v1/Node.js';
export type {
  PlanSwapRequest as PlanSwapRequestInit,
  PlanSwapRequest__Output as PlanSwapRequest,
} from './generated/farside/rack/v1/PlanSwapRequest.js';
export type {
  PlanSwapResponse as PlanSwapResponseInit,
  PlanSwapResponse__Output as PlanSwapResponse,
} from './generated/farside/rack/v1/PlanSwapResponse.js';
export type { Reason as ReasonInit, Reason__Output as Reason } from './generated/farside/rack/v1/Reason.js';
export type {
  RecoverRequest as RecoverRequestInit,
  RecoverRequest__Output as RecoverRequest,
} from './generated/farside/rack/v1/RecoverRequest.js';
export type {
  ResumeRequest as ResumeRequestInit,
  ResumeRequest__Output as ResumeRequest,
} from './generated/farside/rack/v1/ResumeRequest.js';
export type {
  RollbackRequest as RollbackRequestInit,
  RollbackRequest__Output as RollbackRequest,
} from './generated/farside/rack/v1/RollbackRequest.js';
export type {
  StageImageRequest as StageImageRequestInit,
  StageImageRequest__Output as StageImageRequest,
} from './generated/farside/rack/v1/StageImageRequest.js';
export type {
  StartSwapRequest as StartSwapRequestInit,
  StartSwapRequest__Output as StartSwapRequest,
} from './generated/farside/rack/v1/StartSwapRequest.js';
export type { Stop as StopInit, Stop__Output as Stop } from './generated/farside/rack/v1/Stop.js';
export type { Swap as SwapInit, Swap__Output as Swap } from './generated/farside/rack/v1/Swap.js';
export type { Verdict as VerdictInit, Verdict__Output as Verdict } from './generated/farside/rack/v1/Verdict.js';
export type {
  WatchRackRequest as WatchRackRequestInit,
  WatchRackRequest__Output as WatchRackRequest,
} from './generated/farside/rack/v1/WatchRackRequest.js';
export type { RackSupervisorClient, RackSupervisorHandlers } from './generated/farside/rack/v1/RackSupervisor.js';
