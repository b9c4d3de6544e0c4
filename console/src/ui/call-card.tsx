// A call as a card: who, in which state, for how long, and exactly what its feature bits allow.

import { useSignal, type Signal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { duration, t, textOf, type Key } from "../i18n";
import { shown } from "../numbers";
import { actionsOf, CallType, partner, seconds, State, type Action, type Call, type Line } from "../state/lines";
import type { Phone } from "../state/phone";
import { Button, clock } from "./basics";
import { CallData, Keypad, TargetForm } from "./call-forms";
import { useKeptFocus } from "./focus";
import { Icon, type IconName } from "./icons";
import { callName, initials, isRecorded, tone } from "./wording";

type Open = "redirect" | "transfer" | "keypad" | "data" | null;

const ICONS: Record<Action, IconName> = {
  answer: "phone",
  pickup: "pickup",
  redirect: "redirect",
  hold: "hold",
  retrieve: "retrieve",
  swap: "swap",
  merge: "merge",
  conference: "conference",
  addParty: "add",
  transfer: "transfer",
  keypad: "keypad",
  record: "record",
  stopRecording: "stop",
  callback: "callback",
  hangUp: "hangUp",
};

/** Do what a button says. `pickupLine` is where a call that rings elsewhere is answered. */
export async function perform(phone: Phone, line: Line, call: Call, action: Action, pickupLine = ""): Promise<void> {
  const { connection } = phone;
  const u8sConnectionID = call.u8sConnectionID;
  const other = action === "merge" || action === "conference" || action === "addParty" ? partner(call, line.calls, action) : undefined;
  const controllerFirst = call.iCallType >= CallType.controller || action !== "addParty" || !other;
  const pair = {
    u8sConnectionID1: controllerFirst ? u8sConnectionID : other.u8sConnectionID,
    u8sConnectionID2: controllerFirst ? (other?.u8sConnectionID ?? "") : u8sConnectionID,
  };
  const done = await phone.attempt<unknown>(
    {
      answer: () => connection.command("asnCtiAnswerCall", { u8sConnectionID }),
      pickup: () =>
        connection.command("asnCtiPickupCall", { u8sConnectionID, u8sContactID: "", u8sPhoneNumber: pickupLine, iNumberFormat: 0 }),
      hold: () => connection.command("asnCtiHold", { u8sConnectionID, bHold: true }),
      retrieve: () => connection.command("asnCtiHold", { u8sConnectionID, bHold: false }),
      swap: () => connection.command("asnCtiSwapHold", { u8sConnectionID }),
      merge: () => connection.command("asnCtiMergeCalls", pair),
      conference: () => connection.command("asnCtiConference", pair),
      addParty: () => connection.command("asnCtiConference", pair),
      record: () => connection.command("asnCtiStartCallRecording", { u8sConnectionID }),
      stopRecording: () => connection.command("asnCtiStopCallRecording", { u8sConnectionID }),
      callback: () => connection.command("asnCtiCompleteCall", { u8sConnectionID }),
      hangUp: () => connection.command("asnCtiDropCall", { u8sConnectionID }),
      redirect: async () => undefined,
      transfer: async () => undefined,
      keypad: async () => undefined,
    }[action](),
  );
  if (action === "callback" && done) phone.notify(t("done.callback"), "info");
}

interface CardProps {
  phone: Phone;
  line: Line;
  call: Call;
  own: boolean;
  pickupLine?: string;
}

export function CallCard({ phone, line, call, own, pickupLine = "" }: CardProps) {
  const id = useId();
  const open = useSignal<Open>(null);
  const name = callName(call, phone);
  const number = shown(call.u8sRemoteNumberSC, phone.country.value);
  const state = textOf("state", call.iCallState, "state.0");
  const member = call.iCallType === CallType.member;
  const card = useRef<HTMLElement>(null);
  useKeptFocus(card, () => card.current?.closest(".phone")?.querySelector<HTMLElement>(".dial-field"));
  return (
    <article ref={card} class={`call ${tone(call.iCallState)} ${member ? "member" : ""}`} aria-labelledby={`${id}n`} data-state={call.iCallState}>
      <div class="call-head">
        <span class="avatar" aria-hidden="true">
          {call.iCallType === CallType.controller ? <Icon name="conference" /> : initials(name)}
        </span>
        <div class="who">
          <h3 id={`${id}n`}>
            {name} <span class="unseen">({state})</span>
          </h3>
          <p class="about">
            <Direction call={call} />
            {number && number !== name && <span class="number">{number}</span>}
            <Circumstances phone={phone} call={call} />
          </p>
        </div>
        <div class="progress">
          <span class={`chip ${tone(call.iCallState)}`} aria-hidden="true">
            {state}
          </span>
          <time>
            <span class="unseen">{t("call.duration")} </span>
            {duration(seconds(call, clock.value))}
          </time>
        </div>
      </div>
      <Actions {...{ phone, line, call, own, pickupLine, open }} />
      <Opened {...{ phone, call, own, open }} />
    </article>
  );
}

function Direction({ call }: { call: Call }) {
  if (call.iCallType === CallType.controller) return null;
  const text = t(call.bOutbound ? "call.outgoing" : "call.incoming");
  return (
    <span class="direction">
      <Icon name={call.bOutbound ? "outgoing" : "incoming"} />
      {text}
      {call.bInternal && `, ${t("call.internal")}`}
    </span>
  );
}

function Circumstances({ phone, call }: { phone: Phone; call: Call }) {
  const country = phone.country.value;
  const by = call.pRedirectingContact?.u8sDisplayName || shown(call.pu8sRedirectingNumber ?? "", country);
  const held = call.pHoldContact?.u8sDisplayName || shown(call.pu8sHoldNumberSC ?? "", country);
  const kind = { [CallType.consultation]: t("call.consultation"), [CallType.callback]: t("call.callback"), [CallType.member]: t("call.member") }[
    call.iCallType
  ];
  return (
    <>
      {kind && <span class="tag">{kind}</span>}
      {by && <span class="tag">{t("call.forwardedBy", { name: by })}</span>}
      {held && <span class="tag">{t("call.holding", { name: held })}</span>}
      {isRecorded(call) && <span class="tag recording">{t("call.recording")}</span>}
    </>
  );
}

function Actions({ phone, line, call, own, pickupLine, open }: CardProps & { open: Signal<Open> }) {
  const busy = useSignal(false);
  async function press(action: Action) {
    if (busy.value) return; // not disabled meanwhile: that would take the focus away
    if (action === "redirect" || action === "transfer" || action === "keypad") {
      open.value = open.value === action ? null : action;
      return;
    }
    busy.value = true;
    await perform(phone, line, call, action, pickupLine);
    busy.value = false;
  }
  const pairs = call.callDataList?.length ?? 0;
  return (
    <div class="actions" role="group" aria-label={t("call.card", { state: textOf("state", call.iCallState, "state.0"), name: callName(call, phone) })}>
      {actionsOf(call, own).map((action) => (
        <Button
          key={action}
          icon={ICONS[action]}
          look={action === "answer" || action === "pickup" ? "good" : action === "hangUp" ? "bad" : "plain"}
          aria-disabled={busy.value}
          aria-expanded={opens(action) ? open.value === action : undefined}
          onClick={() => press(action)}
        >
          {t(labelOf(action, call))}
        </Button>
      ))}
      {call.iCallState !== State.disconnected && (own || pairs > 0) && (
        <Button icon="tag" class="quiet" aria-expanded={open.value === "data"} onClick={() => (open.value = open.value === "data" ? null : "data")}>
          {t("data.title")}
          {pairs > 0 && ` (${pairs})`}
        </Button>
      )}
    </div>
  );
}

function labelOf(action: Action, call: Call): Key {
  if (action === "hangUp" && call.iCallState === State.offering) return "action.reject";
  if (action === "addParty" && call.iCallType >= CallType.controller) return "action.addOther";
  return `action.${action}`;
}

function opens(action: Action): boolean {
  return action === "redirect" || action === "transfer" || action === "keypad";
}

function Opened({ phone, call, own, open }: { phone: Phone; call: Call; own: boolean; open: Signal<Open> }) {
  const close = () => (open.value = null);
  if (open.value === "data") return <CallData phone={phone} call={call} own={own} />;
  if (!open.value || !actionsOf(call, own).includes(open.value)) return null;
  if (open.value === "keypad") return <Keypad phone={phone} call={call} close={close} />;
  return <TargetForm phone={phone} call={call} kind={open.value} close={close} />;
}
