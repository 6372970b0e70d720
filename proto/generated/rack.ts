import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Accepted as _farside_rack_v1_Accepted, Accepted__Output as _farside_rack_v1_Accepted__Output } from './farside/rack/v1/Accepted.js';
import type { EmergencyStopRequest as _farside_rack_v1_EmergencyStopRequest, EmergencyStopRequest__Output as _farside_rack_v1_EmergencyStopRequest__Output } from './farside/rack/v1/EmergencyStopRequest.js';
import type { Event as _farside_rack_v1_Event, Event__Output as _farside_rack_v1_Event__Output } from './farside/rack/v1/Event.js';
import type { ExportLogRequest as _farside_rack_v1_ExportLogRequest, ExportLogRequest__Output as _farside_rack_v1_ExportLogRequest__Output } from './farside/rack/v1/ExportLogRequest.js';
import type { GetRackRequest as _farside_rack_v1_GetRackRequest, GetRackRequest__Output as _farside_rack_v1_GetRackRequest__Output } from './farside/rack/v1/GetRackRequest.js';
import type { GetRackResponse as _farside_rack_v1_GetRackResponse, GetRackResponse__Output as _farside_rack_v1_GetRackResponse__Output } from './farside/rack/v1/GetRackResponse.js';
import type { GetSwapRequest as _farside_rack_v1_GetSwapRequest, GetSwapRequest__Output as _farside_rack_v1_GetSwapRequest__Output } from './farside/rack/v1/GetSwapRequest.js';
import type { Group as _farside_rack_v1_Group, Group__Output as _farside_rack_v1_Group__Output } from './farside/rack/v1/Group.js';
import type { Image as _farside_rack_v1_Image, Image__Output as _farside_rack_v1_Image__Output } from './farside/rack/v1/Image.js';
import type { LogRow as _farside_rack_v1_LogRow, LogRow__Output as _farside_rack_v1_LogRow__Output } from './farside/rack/v1/LogRow.js';
import type { Node as _farside_rack_v1_Node, Node__Output as _farside_rack_v1_Node__Output } from './farside/rack/v1/Node.js';
import type { PlanSwapRequest as _farside_rack_v1_PlanSwapRequest, PlanSwapRequest__Output as _farside_rack_v1_PlanSwapRequest__Output } from './farside/rack/v1/PlanSwapRequest.js';
import type { PlanSwapResponse as _farside_rack_v1_PlanSwapResponse, PlanSwapResponse__Output as _farside_rack_v1_PlanSwapResponse__Output } from './farside/rack/v1/PlanSwapResponse.js';
import type { RackSupervisorClient as _farside_rack_v1_RackSupervisorClient, RackSupervisorDefinition as _farside_rack_v1_RackSupervisorDefinition } from './farside/rack/v1/RackSupervisor.js';
import type { Reason as _farside_rack_v1_Reason, Reason__Output as _farside_rack_v1_Reason__Output } from './farside/rack/v1/Reason.js';
import type { RecoverRequest as _farside_rack_v1_RecoverRequest, RecoverRequest__Output as _farside_rack_v1_RecoverRequest__Output } from './farside/rack/v1/RecoverRequest.js';
import type { ResumeRequest as _farside_rack_v1_ResumeRequest, ResumeRequest__Output as _farside_rack_v1_ResumeRequest__Output } from './farside/rack/v1/ResumeRequest.js';
import type { RollbackRequest as _farside_rack_v1_RollbackRequest, RollbackRequest__Output as _farside_rack_v1_RollbackRequest__Output } from './farside/rack/v1/RollbackRequest.js';
import type { StageImageRequest as _farside_rack_v1_StageImageRequest, StageImageRequest__Output as _farside_rack_v1_StageImageRequest__Output } from './farside/rack/v1/StageImageRequest.js';
import type { StartSwapRequest as _farside_rack_v1_StartSwapRequest, StartSwapRequest__Output as _farside_rack_v1_StartSwapRequest__Output } from './farside/rack/v1/StartSwapRequest.js';
import type { Stop as _farside_rack_v1_Stop, Stop__Output as _farside_rack_v1_Stop__Output } from './farside/rack/v1/Stop.js';
import type { Swap as _farside_rack_v1_Swap, Swap__Output as _farside_rack_v1_Swap__Output } from './farside/rack/v1/Swap.js';
import type { Verdict as _farside_rack_v1_Verdict, Verdict__Output as _farside_rack_v1_Verdict__Output } from './farside/rack/v1/Verdict.js';
import type { WatchRackRequest as _farside_rack_v1_WatchRackRequest, WatchRackRequest__Output as _farside_rack_v1_WatchRackRequest__Output } from './farside/rack/v1/WatchRackRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  farside: {
    rack: {
      v1: {
        Accepted: MessageTypeDefinition<_farside_rack_v1_Accepted, _farside_rack_v1_Accepted__Output>
        EmergencyStopRequest: MessageTypeDefinition<_farside_rack_v1_EmergencyStopRequest, _farside_rack_v1_EmergencyStopRequest__Output>
        Event: MessageTypeDefinition<_farside_rack_v1_Event, _farside_rack_v1_Event__Output>
        ExportLogRequest: MessageTypeDefinition<_farside_rack_v1_ExportLogRequest, _farside_rack_v1_ExportLogRequest__Output>
        GetRackRequest: MessageTypeDefinition<_farside_rack_v1_GetRackRequest, _farside_rack_v1_GetRackRequest__Output>
        GetRackResponse: MessageTypeDefinition<_farside_rack_v1_GetRackResponse, _farside_rack_v1_GetRackResponse__Output>
        GetSwapRequest: MessageTypeDefinition<_farside_rack_v1_GetSwapRequest, _farside_rack_v1_GetSwapRequest__Output>
        Group: MessageTypeDefinition<_farside_rack_v1_Group, _farside_rack_v1_Group__Output>
        Image: MessageTypeDefinition<_farside_rack_v1_Image, _farside_rack_v1_Image__Output>
        LogRow: MessageTypeDefinition<_farside_rack_v1_LogRow, _farside_rack_v1_LogRow__Output>
        Node: MessageTypeDefinition<_farside_rack_v1_Node, _farside_rack_v1_Node__Output>
        PlanSwapRequest: MessageTypeDefinition<_farside_rack_v1_PlanSwapRequest, _farside_rack_v1_PlanSwapRequest__Output>
        PlanSwapResponse: MessageTypeDefinition<_farside_rack_v1_PlanSwapResponse, _farside_rack_v1_PlanSwapResponse__Output>
        RackSupervisor: SubtypeConstructor<typeof grpc.Client, _farside_rack_v1_RackSupervisorClient> & { service: _farside_rack_v1_RackSupervisorDefinition }
        Reason: MessageTypeDefinition<_farside_rack_v1_Reason, _farside_rack_v1_Reason__Output>
        RecoverRequest: MessageTypeDefinition<_farside_rack_v1_RecoverRequest, _farside_rack_v1_RecoverRequest__Output>
        ResumeRequest: MessageTypeDefinition<_farside_rack_v1_ResumeRequest, _farside_rack_v1_ResumeRequest__Output>
        RollbackRequest: MessageTypeDefinition<_farside_rack_v1_RollbackRequest, _farside_rack_v1_RollbackRequest__Output>
        StageImageRequest: MessageTypeDefinition<_farside_rack_v1_StageImageRequest, _farside_rack_v1_StageImageRequest__Output>
        StartSwapRequest: MessageTypeDefinition<_farside_rack_v1_StartSwapRequest, _farside_rack_v1_StartSwapRequest__Output>
        Stop: MessageTypeDefinition<_farside_rack_v1_Stop, _farside_rack_v1_Stop__Output>
        Swap: MessageTypeDefinition<_farside_rack_v1_Swap, _farside_rack_v1_Swap__Output>
        Verdict: MessageTypeDefinition<_farside_rack_v1_Verdict, _farside_rack_v1_Verdict__Output>
        WatchRackRequest: MessageTypeDefinition<_farside_rack_v1_WatchRackRequest, _farside_rack_v1_WatchRackRequest__Output>
      }
    }
  }
}

