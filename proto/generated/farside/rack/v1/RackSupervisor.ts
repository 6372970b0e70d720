// Original file: proto/farside/rack/v1/rack.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Accepted as _farside_rack_v1_Accepted, Accepted__Output as _farside_rack_v1_Accepted__Output } from '../../../farside/rack/v1/Accepted.js';
import type { EmergencyStopRequest as _farside_rack_v1_EmergencyStopRequest, EmergencyStopRequest__Output as _farside_rack_v1_EmergencyStopRequest__Output } from '../../../farside/rack/v1/EmergencyStopRequest.js';
import type { Event as _farside_rack_v1_Event, Event__Output as _farside_rack_v1_Event__Output } from '../../../farside/rack/v1/Event.js';
import type { ExportLogRequest as _farside_rack_v1_ExportLogRequest, ExportLogRequest__Output as _farside_rack_v1_ExportLogRequest__Output } from '../../../farside/rack/v1/ExportLogRequest.js';
import type { GetRackRequest as _farside_rack_v1_GetRackRequest, GetRackRequest__Output as _farside_rack_v1_GetRackRequest__Output } from '../../../farside/rack/v1/GetRackRequest.js';
import type { GetRackResponse as _farside_rack_v1_GetRackResponse, GetRackResponse__Output as _farside_rack_v1_GetRackResponse__Output } from '../../../farside/rack/v1/GetRackResponse.js';
import type { GetSwapRequest as _farside_rack_v1_GetSwapRequest, GetSwapRequest__Output as _farside_rack_v1_GetSwapRequest__Output } from '../../../farside/rack/v1/GetSwapRequest.js';
import type { LogRow as _farside_rack_v1_LogRow, LogRow__Output as _farside_rack_v1_LogRow__Output } from '../../../farside/rack/v1/LogRow.js';
import type { PlanSwapRequest as _farside_rack_v1_PlanSwapRequest, PlanSwapRequest__Output as _farside_rack_v1_PlanSwapRequest__Output } from '../../../farside/rack/v1/PlanSwapRequest.js';
import type { PlanSwapResponse as _farside_rack_v1_PlanSwapResponse, PlanSwapResponse__Output as _farside_rack_v1_PlanSwapResponse__Output } from '../../../farside/rack/v1/PlanSwapResponse.js';
import type { RecoverRequest as _farside_rack_v1_RecoverRequest, RecoverRequest__Output as _farside_rack_v1_RecoverRequest__Output } from '../../../farside/rack/v1/RecoverRequest.js';
import type { ResumeRequest as _farside_rack_v1_ResumeRequest, ResumeRequest__Output as _farside_rack_v1_ResumeRequest__Output } from '../../../farside/rack/v1/ResumeRequest.js';
import type { RollbackRequest as _farside_rack_v1_RollbackRequest, RollbackRequest__Output as _farside_rack_v1_RollbackRequest__Output } from '../../../farside/rack/v1/RollbackRequest.js';
import type { StageImageRequest as _farside_rack_v1_StageImageRequest, StageImageRequest__Output as _farside_rack_v1_StageImageRequest__Output } from '../../../farside/rack/v1/StageImageRequest.js';
import type { StartSwapRequest as _farside_rack_v1_StartSwapRequest, StartSwapRequest__Output as _farside_rack_v1_StartSwapRequest__Output } from '../../../farside/rack/v1/StartSwapRequest.js';
import type { Swap as _farside_rack_v1_Swap, Swap__Output as _farside_rack_v1_Swap__Output } from '../../../farside/rack/v1/Swap.js';
import type { WatchRackRequest as _farside_rack_v1_WatchRackRequest, WatchRackRequest__Output as _farside_rack_v1_WatchRackRequest__Output } from '../../../farside/rack/v1/WatchRackRequest.js';

export interface RackSupervisorClient extends grpc.Client {
  EmergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  EmergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  EmergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  EmergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  emergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  emergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  emergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  emergencyStop(argument: _farside_rack_v1_EmergencyStopRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  ExportLog(argument: _farside_rack_v1_ExportLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_LogRow__Output>;
  ExportLog(argument: _farside_rack_v1_ExportLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_LogRow__Output>;
  exportLog(argument: _farside_rack_v1_ExportLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_LogRow__Output>;
  exportLog(argument: _farside_rack_v1_ExportLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_LogRow__Output>;
  
  GetRack(argument: _farside_rack_v1_GetRackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  GetRack(argument: _farside_rack_v1_GetRackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  GetRack(argument: _farside_rack_v1_GetRackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  GetRack(argument: _farside_rack_v1_GetRackRequest, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  getRack(argument: _farside_rack_v1_GetRackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  getRack(argument: _farside_rack_v1_GetRackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  getRack(argument: _farside_rack_v1_GetRackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  getRack(argument: _farside_rack_v1_GetRackRequest, callback: grpc.requestCallback<_farside_rack_v1_GetRackResponse__Output>): grpc.ClientUnaryCall;
  
  GetSwap(argument: _farside_rack_v1_GetSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  GetSwap(argument: _farside_rack_v1_GetSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  GetSwap(argument: _farside_rack_v1_GetSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  GetSwap(argument: _farside_rack_v1_GetSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  getSwap(argument: _farside_rack_v1_GetSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  getSwap(argument: _farside_rack_v1_GetSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  getSwap(argument: _farside_rack_v1_GetSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  getSwap(argument: _farside_rack_v1_GetSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_Swap__Output>): grpc.ClientUnaryCall;
  
  PlanSwap(argument: _farside_rack_v1_PlanSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  PlanSwap(argument: _farside_rack_v1_PlanSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  PlanSwap(argument: _farside_rack_v1_PlanSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  PlanSwap(argument: _farside_rack_v1_PlanSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  planSwap(argument: _farside_rack_v1_PlanSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  planSwap(argument: _farside_rack_v1_PlanSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  planSwap(argument: _farside_rack_v1_PlanSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  planSwap(argument: _farside_rack_v1_PlanSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_PlanSwapResponse__Output>): grpc.ClientUnaryCall;
  
  Recover(argument: _farside_rack_v1_RecoverRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Recover(argument: _farside_rack_v1_RecoverRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Recover(argument: _farside_rack_v1_RecoverRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Recover(argument: _farside_rack_v1_RecoverRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  recover(argument: _farside_rack_v1_RecoverRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  recover(argument: _farside_rack_v1_RecoverRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  recover(argument: _farside_rack_v1_RecoverRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  recover(argument: _farside_rack_v1_RecoverRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  Resume(argument: _farside_rack_v1_ResumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Resume(argument: _farside_rack_v1_ResumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Resume(argument: _farside_rack_v1_ResumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Resume(argument: _farside_rack_v1_ResumeRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  resume(argument: _farside_rack_v1_ResumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  resume(argument: _farside_rack_v1_ResumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  resume(argument: _farside_rack_v1_ResumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  resume(argument: _farside_rack_v1_ResumeRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  Rollback(argument: _farside_rack_v1_RollbackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Rollback(argument: _farside_rack_v1_RollbackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Rollback(argument: _farside_rack_v1_RollbackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  Rollback(argument: _farside_rack_v1_RollbackRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  rollback(argument: _farside_rack_v1_RollbackRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  rollback(argument: _farside_rack_v1_RollbackRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  rollback(argument: _farside_rack_v1_RollbackRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  rollback(argument: _farside_rack_v1_RollbackRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  StageImage(argument: _farside_rack_v1_StageImageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StageImage(argument: _farside_rack_v1_StageImageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StageImage(argument: _farside_rack_v1_StageImageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StageImage(argument: _farside_rack_v1_StageImageRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  stageImage(argument: _farside_rack_v1_StageImageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  stageImage(argument: _farside_rack_v1_StageImageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  stageImage(argument: _farside_rack_v1_StageImageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  stageImage(argument: _farside_rack_v1_StageImageRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  StartSwap(argument: _farside_rack_v1_StartSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StartSwap(argument: _farside_rack_v1_StartSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StartSwap(argument: _farside_rack_v1_StartSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  StartSwap(argument: _farside_rack_v1_StartSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  startSwap(argument: _farside_rack_v1_StartSwapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  startSwap(argument: _farside_rack_v1_StartSwapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  startSwap(argument: _farside_rack_v1_StartSwapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  startSwap(argument: _farside_rack_v1_StartSwapRequest, callback: grpc.requestCallback<_farside_rack_v1_Accepted__Output>): grpc.ClientUnaryCall;
  
  WatchRack(argument: _farside_rack_v1_WatchRackRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_Event__Output>;
  WatchRack(argument: _farside_rack_v1_WatchRackRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_Event__Output>;
  watchRack(argument: _farside_rack_v1_WatchRackRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_Event__Output>;
  watchRack(argument: _farside_rack_v1_WatchRackRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farside_rack_v1_Event__Output>;
  
}

export interface RackSupervisorHandlers extends grpc.UntypedServiceImplementation {
  EmergencyStop: grpc.handleUnaryCall<_farside_rack_v1_EmergencyStopRequest__Output, _farside_rack_v1_Accepted>;
  
  ExportLog: grpc.handleServerStreamingCall<_farside_rack_v1_ExportLogRequest__Output, _farside_rack_v1_LogRow>;
  
  GetRack: grpc.handleUnaryCall<_farside_rack_v1_GetRackRequest__Output, _farside_rack_v1_GetRackResponse>;
  
  GetSwap: grpc.handleUnaryCall<_farside_rack_v1_GetSwapRequest__Output, _farside_rack_v1_Swap>;
  
  PlanSwap: grpc.handleUnaryCall<_farside_rack_v1_PlanSwapRequest__Output, _farside_rack_v1_PlanSwapResponse>;
  
  Recover: grpc.handleUnaryCall<_farside_rack_v1_RecoverRequest__Output, _farside_rack_v1_Accepted>;
  
  Resume: grpc.handleUnaryCall<_farside_rack_v1_ResumeRequest__Output, _farside_rack_v1_Accepted>;
  
  Rollback: grpc.handleUnaryCall<_farside_rack_v1_RollbackRequest__Output, _farside_rack_v1_Accepted>;
  
  StageImage: grpc.handleUnaryCall<_farside_rack_v1_StageImageRequest__Output, _farside_rack_v1_Accepted>;
  
  StartSwap: grpc.handleUnaryCall<_farside_rack_v1_StartSwapRequest__Output, _farside_rack_v1_Accepted>;
  
  WatchRack: grpc.handleServerStreamingCall<_farside_rack_v1_WatchRackRequest__Output, _farside_rack_v1_Event>;
  
}

export interface RackSupervisorDefinition extends grpc.ServiceDefinition {
  EmergencyStop: MethodDefinition<_farside_rack_v1_EmergencyStopRequest, _farside_rack_v1_Accepted, _farside_rack_v1_EmergencyStopRequest__Output, _farside_rack_v1_Accepted__Output>
  ExportLog: MethodDefinition<_farside_rack_v1_ExportLogRequest, _farside_rack_v1_LogRow, _farside_rack_v1_ExportLogRequest__Output, _farside_rack_v1_LogRow__Output>
  GetRack: MethodDefinition<_farside_rack_v1_GetRackRequest, _farside_rack_v1_GetRackResponse, _farside_rack_v1_GetRackRequest__Output, _farside_rack_v1_GetRackResponse__Output>
  GetSwap: MethodDefinition<_farside_rack_v1_GetSwapRequest, _farside_rack_v1_Swap, _farside_rack_v1_GetSwapRequest__Output, _farside_rack_v1_Swap__Output>
  PlanSwap: MethodDefinition<_farside_rack_v1_PlanSwapRequest, _farside_rack_v1_PlanSwapResponse, _farside_rack_v1_PlanSwapRequest__Output, _farside_rack_v1_PlanSwapResponse__Output>
  Recover: MethodDefinition<_farside_rack_v1_RecoverRequest, _farside_rack_v1_Accepted, _farside_rack_v1_RecoverRequest__Output, _farside_rack_v1_Accepted__Output>
  Resume: MethodDefinition<_farside_rack_v1_ResumeRequest, _farside_rack_v1_Accepted, _farside_rack_v1_ResumeRequest__Output, _farside_rack_v1_Accepted__Output>
  Rollback: MethodDefinition<_farside_rack_v1_RollbackRequest, _farside_rack_v1_Accepted, _farside_rack_v1_RollbackRequest__Output, _farside_rack_v1_Accepted__Output>
  StageImage: MethodDefinition<_farside_rack_v1_StageImageRequest, _farside_rack_v1_Accepted, _farside_rack_v1_StageImageRequest__Output, _farside_rack_v1_Accepted__Output>
  StartSwap: MethodDefinition<_farside_rack_v1_StartSwapRequest, _farside_rack_v1_Accepted, _farside_rack_v1_StartSwapRequest__Output, _farside_rack_v1_Accepted__Output>
  WatchRack: MethodDefinition<_farside_rack_v1_WatchRackRequest, _farside_rack_v1_Event, _farside_rack_v1_WatchRackRequest__Output, _farside_rack_v1_Event__Output>
}
