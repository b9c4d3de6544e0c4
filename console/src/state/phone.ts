// A user's phone: the connection, the lines and what has been heard of them, as signals that views follow.

import { computed, signal } from "@preact/signals";
import type { CountryCode } from "libphonenumber-js/min";
import { countryOf } from "../numbers";
import { browser } from "../wire/browser";
import { Abandoned, Connection, createSession, Refused, type Status } from "../wire/connection";
import { AsnCtiEnumPhoneLinesArgumentEnum as Scope, operationID, type Events } from "../../../clients/typescript/src/interface";
import type { Journal } from "./journal";
import { actionsOf, applied, arranged, listed, monitored, monitorOf, State, type Call, type Line } from "./lines";
import { remembered, type RecentCall } from "./recent";

/** Something that the user should know: a refusal, or what became of a call. */
export interface Notice {
  number: number;
  text: string;
  kind: "error" | "info";
}

const ADDED = 0;
let notices = 0;

export class Phone {
  readonly status = signal<Status>({ kind: "connecting" });
  readonly lines = signal<readonly Line[]>([]);
  readonly recent = signal<readonly RecentCall[]>([]);
  readonly notices = signal<readonly Notice[]>([]);
  readonly administrator = signal(false);
  readonly country = signal<CountryCode | undefined>(undefined);
  readonly displayName = signal("");
  readonly own = computed(() => this.lines.value.filter((line) => line.info.iType !== 0));
  readonly others = computed(() => this.lines.value.filter((line) => line.info.iType === 0));
  /** The calls that ring on own lines. */
  readonly ringing = computed(() =>
    this.own.value.flatMap((line) => line.calls.filter((call) => call.iCallState === State.offering)),
  );
  /** Called after each message, for those who look on. */
  onHeard: () => void = () => {};
  private list = "";
  private readonly strangers = new Set<string>();

  private constructor(
    readonly user: string,
    readonly connection: Connection,
    private readonly journal: Journal,
  ) {
    connection.onStatus = (status) => (this.status.value = status);
    connection.onEvent = (operation, argument) => this.heard(operation, argument);
    connection.onMessage = (traced) => {
      journal.add(user, traced);
      this.onHeard();
    };
    connection.onSession = () => this.begin();
  }

  /** Log on and begin. Throws Refused. */
  static async logOn(user: string, password: string, journal: Journal): Promise<Phone> {
    return Phone.goOn(user.trim().toLowerCase(), await createSession(browser, { user, password }), journal);
  }

  /** Begin with a session that there is. */
  static goOn(user: string, session: string, journal: Journal): Phone {
    const phone = new Phone(user, new Connection(browser, session), journal);
    phone.connection.start();
    return phone;
  }

  leave(): void {
    this.connection.leave();
  }

  // -- what the user does ---------------------------------------------------------------------------------------------

  /** Do something on behalf of the user; a refusal becomes a notice. Gives undefined then. */
  async attempt<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Refused) this.notify(error.message, "error");
      else if (!(error instanceof Abandoned)) throw error;
      return undefined;
    }
  }

  /** Call a number as a person writes it. */
  async dial(line: Line, text: string): Promise<boolean> {
    const argument = { u8sPhoneNumberFrom: line.id, u8sPhoneNumberTo: text, iNumberFormat: 1, newCallParams: {} };
    // MakeCall has no parameters of its own: the id that makes it happen once rides on the new call's.
    return (await this.attempt(this.connection.command("asnCtiMakeCall", argument))) !== undefined;
  }

  /** The call that an action by keyboard is meant for: the first one that allows it. */
  firstWith(action: "answer" | "hangUp" | "hold" | "retrieve"): Call | undefined {
    const calls = this.own.value.flatMap((line) => arranged(line.calls));
    const rank = (call: Call) => (call.iCallState === State.connected ? 0 : 1);
    return calls.filter((call) => actionsOf(call, true).includes(action)).sort((a, b) => rank(a) - rank(b))[0];
  }

  notify(text: string, kind: Notice["kind"]): void {
    const notice = { number: ++notices, text, kind };
    this.notices.value = [...this.notices.value.slice(-3), notice];
    setTimeout(() => this.dismiss(notice.number), kind === "error" ? 12_000 : 6_000);
  }

  dismiss(number: number): void {
    this.notices.value = this.notices.value.filter((notice) => notice.number !== number);
  }

  // -- what the server tells ------------------------------------------------------------------------------------------

  private async begin(): Promise<void> {
    const contact = await this.connection.invoke("asnGetLoggedInContactV2", {});
    this.displayName.value = contact.ownContact.asnRemoteContact.u8sDisplayName || this.user;
    await this.listLines();
    await Promise.all([this.findOutWhetherAdministrator(), this.findCountry()]);
  }

  private async listLines(): Promise<void> {
    const argument = { typeofLines: Scope.userMonitorLines, attachChangeNotify: 1 };
    const found = await this.connection.invoke("asnCtiEnumPhoneLines", argument);
    this.list = found.u8sLineMonitorCrossRefID ?? "";
    this.lines.value = found.seqLines.map(listed);
    await Promise.all(found.seqLines.map((info) => this.monitor(info.u8sLinePhoneNumber)));
  }

  private async monitor(uri: string): Promise<void> {
    try {
      const line = monitored(await this.connection.invoke("asnCtiLineMonitorStart", { u8sLinePhoneNumber: uri }));
      const known = this.lines.value.some((it) => it.id === uri);
      this.lines.value = known ? this.lines.value.map((it) => (it.id === uri ? line : it)) : [...this.lines.value, line];
      for (const call of line.calls) {
        this.journal.step(call, false, Date.parse(call.utcCallConnected || call.utcCallCreated));
        this.remember(line, call, 0);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.lines.value = this.lines.value.filter((it) => it.id !== uri);
    }
  }

  private async findOutWhetherAdministrator(): Promise<void> {
    try {
      await this.connection.invoke("asnCtiEnumPhoneLines", { typeofLines: Scope.systemLocalLines, attachChangeNotify: 0 });
      this.administrator.value = true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  private async findCountry(): Promise<void> {
    const own = this.lines.value[0]?.info.u8sLineLocationID;
    try {
      const location = own ?? (await this.connection.invoke("asnGetLocationIDs", {})).locationIDMD5ChecksumList[0]?.key ?? "";
      const found = await this.connection.invoke("asnGetLocationInformation2", { u8sLocationID: location });
      this.country.value = countryOf(found.asnLocationData.u8sCountryCode);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  private heard(operation: number, argument: unknown): void {
    const monitor = monitorOf(argument);
    if (monitor && monitor === this.list) return this.heardOfList(operation, argument);
    if (operation === operationID.asnCtiNotifyMakeCallResult) return;
    const line = this.lines.value.find((it) => it.monitor === monitor && monitor !== "");
    if (!line) return this.stopStranger(monitor);
    if (operation === operationID.asnCtiNotifyMonitorStopped) {
      void this.monitor(line.id); // a gap after a break, or the right was withdrawn: asking again tells
      return;
    }
    const after = applied(line, operation, argument);
    this.lines.value = this.lines.value.map((it) => (it === line ? after : it));
    if (operation === operationID.asnCtiNotifyLineCallInformationChanged) {
      const { callinformation, reason } = argument as Events["asnCtiNotifyLineCallInformationChanged"]["argument"];
      this.remember(after, callinformation, reason);
    }
  }

  /** Monitors of the page before it was loaded again, or of an answer that got lost, tell nobody anything. */
  private stopStranger(monitor: string): void {
    if (!monitor || this.strangers.has(monitor)) return;
    this.strangers.add(monitor);
    this.connection.invoke("asnCtiLineMonitorStop", { u8sMonitorCrossRefID: monitor }).catch(() => undefined);
  }

  private heardOfList(operation: number, argument: unknown): void {
    if (operation === operationID.asnCtiNotifyLineAddRemove) {
      const told = argument as Events["asnCtiNotifyLineAddRemove"]["argument"];
      if (told.addremove === ADDED) void this.monitor(told.u8sLinePhoneNumber);
      else this.lines.value = this.lines.value.filter((line) => line.id !== told.u8sLinePhoneNumber);
    } else if (operation === operationID.asnCtiNotifyLineSortOrderChanged) {
      const { u8sLineURISortOrder } = argument as Events["asnCtiNotifyLineSortOrderChanged"]["argument"];
      const place = (line: Line) => (u8sLineURISortOrder.indexOf(line.id) + 1 || Infinity);
      this.lines.value = [...this.lines.value].sort((a, b) => place(a) - place(b));
    } else if (operation === operationID.asnCtiNotifyMonitorStopped) {
      void this.listLines();
    }
  }

  private remember(line: Line, call: Call, reason: number): void {
    if (line.info.iType !== 0) this.recent.value = remembered(this.recent.value, call, reason, Date.now());
  }
}
