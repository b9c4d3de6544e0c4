// A client for callplane and other servers of its CTI interface: log on, control calls, hear events. No dependencies.

export { Client, Monitor, connect, type ArgumentOf, type ClientEvent, type Event, type EventName } from "./client.js";
export type { ConnectionState, Options, WebSocketLike } from "./connection.js";
export {
  AnswerTimeout,
  CallplaneError,
  ConnectionFailed,
  ConnectionLost,
  EventsMissed,
  LogonRefused,
  Refused,
  Rejected,
} from "./errors.js";
export * from "./interface.js";
export {
  AsnCtiCallInfoChangedReason as CallReason,
  AsnCtiEnumPhoneLinesArgumentEnum as LineScope,
  AsnCtiLineOpenStatus as LineStatus,
  EnumCallDisconnectedReason as DisconnectReason,
  EnumCallFeatures as CallFeature,
  EnumCallState as CallState,
  EnumForwardModes as ForwardMode,
  EnumLineFeatures as LineFeature,
} from "./interface.js";
export type { Credentials } from "./logon.js";
export type { ServerEvent } from "./messages.js";
export type { EventStream } from "./stream.js";
