// The page as a whole: who is logged on, which view is open, the keys that work everywhere.

import { computed, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Administration } from "../admin/administration";
import type { About } from "../demo";
import { language, LANGUAGES, t, type Key, type Language } from "../i18n";
import { keep, keepSessions, kept, keptSessions } from "../kept";
import { Journal } from "../state/journal";
import { Phone } from "../state/phone";
import { canAsk, drawAttention } from "./attention";
import { Button, Choice } from "./basics";
import { perform } from "./call-card";
import { Developer } from "./developer";
import { LogOn } from "./logon";
import { Outside } from "./outside";
import { ConnectionChip, PhoneView } from "./phone-view";

const journal = new Journal();
const heard = signal(0);
const phones = signal<readonly Phone[]>([]);
/** The administrator's phone of the demo, that acts on the outside world. */
const outsider = signal<Phone | null>(null);
const reason = signal<Key | null>(null);
const view = signal(location.hash);
const administrator = computed(() => phones.value.find((phone) => phone.administrator.value));
/** The open view and its part, such as `#/admin/users`. Who only administers begins there. */
const place = computed(() => {
  const [, part, tab = ""] = view.value.split("/");
  const only = administrator.value?.own.value.length === 0 && phones.value.length === 1;
  return { part: part || (only ? "admin" : "phone"), tab };
});

addEventListener("hashchange", () => (view.value = location.hash));

export function App({ about }: { about: About }) {
  useEffect(() => drawAttention(phones), []);
  useEffect(listenToKeys, []);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  if (phones.value.length === 0) {
    return <LogOn about={about} reason={reason.value} enter={(users) => enter(about, users)} />;
  }
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t("app.skip")}
      </a>
      <Head />
      <View />
    </>
  );
}

async function enter(about: About, users: { user: string; password: string }[]): Promise<void> {
  await begin(about, await Promise.all(users.map(({ user, password }) => Phone.logOn(user, password, journal))));
}

/** Go on where the page was when it was loaded again. */
export function goOn(about: About): void {
  const sessions = keptSessions();
  if (sessions.length) void begin(about, sessions.map(({ user, session }) => Phone.goOn(user, session, journal)));
}

async function begin(about: About, entered: readonly Phone[]): Promise<void> {
  for (const phone of entered) {
    phone.status.subscribe((status) => {
      if (status.kind === "closed" && phones.value.includes(phone)) end(status.why);
      else if (status.kind === "open") remember();
    });
    phone.onHeard = () => (heard.value += 1);
  }
  reason.value = null;
  phones.value = entered;
  if (about.demo && !entered.some((phone) => phone.user === about.demo?.administrator)) {
    const quiet = new Journal();
    outsider.value = await Phone.logOn(about.demo.administrator, about.demo.password, quiet).catch(() => null);
  } else if (about.demo) {
    outsider.value = entered[0] ?? null;
  }
}

function remember(): void {
  keepSessions(phones.value.map((phone) => ({ user: phone.user, session: phone.connection.session })));
}

function end(why: "left" | "ended" | "taken-over"): void {
  const leaving = new Set([...phones.value, ...(outsider.value ? [outsider.value] : [])]);
  phones.value = [];
  keepSessions([]);
  outsider.value = null;
  reason.value = why === "ended" ? "logon.ended" : why === "taken-over" ? "logon.takenOver" : null;
  for (const phone of leaving) if (phone.status.value.kind !== "closed") phone.leave();
  journal.clear();
  location.hash = "";
}

function View() {
  const { part, tab } = place.value;
  const admin = administrator.value;
  if (part === "developer") return <Developer journal={journal} phones={phones.value} heard={heard} />;
  if (part === "admin" && admin) return <Administration phone={admin} tab={tab} />;
  const several = phones.value.length > 1;
  return (
    <main id="content" tabIndex={-1} class={several ? "phones several" : "phones"}>
      {!several && <h1 class="unseen">{t("nav.phone")}</h1>}
      <div class="panes">
        {phones.value.map((phone) => (
          <PhoneView key={phone.user} phone={phone} titled={several} />
        ))}
      </div>
      {outsider.value && <Outside phones={phones.value} administrator={outsider.value} />}
    </main>
  );
}

function Head() {
  const { part } = place.value;
  const links: [string, Key][] = [["phone", "nav.phone"]];
  if (administrator.value) links.push(["admin", "nav.admin"]);
  links.push(["developer", "nav.developer"]);
  const [one, ...more] = phones.value;
  return (
    <header class="head">
      <a class="brand" href="#/phone">
        <img src="icon.svg" alt="" width="28" height="28" />
        <span>callplane</span>
      </a>
      <nav aria-label={t("nav.label")}>
        {links.map(([name, key]) => (
          <a key={name} href={`#/${name}`} aria-current={part === name ? "page" : undefined}>
            {t(key)}
          </a>
        ))}
      </nav>
      <div class="head-tools">
        {one && more.length === 0 && <ConnectionChip phone={one} />}
        <AskForNotifications />
        <Choice label={t("nav.language")} hidden value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Choice>
        <Button icon="theme" class="small" aria-label={t("nav.theme")} onClick={switchTheme} />
        <Button icon="leave" class="leave" onClick={() => end("left")}>
          {one && more.length === 0 ? `${one.displayName.value || one.user} · ` : ""}
          {t("nav.leave")}
        </Button>
      </div>
    </header>
  );
}

function AskForNotifications() {
  const [ask, setAsk] = useState(canAsk());
  if (!ask) return null;
  const request = () => void Notification.requestPermission().then(() => setAsk(canAsk()));
  return <Button icon="bell" class="small" aria-label={t("notify.allow")} onClick={request} />;
}

function speak(code: Language): void {
  language.value = code;
  keep("language", code);
}

/** The theme that was chosen, else the system's. */
export function showTheme(): void {
  const theme = kept("theme");
  if (theme) document.documentElement.dataset["theme"] = theme;
}

function switchTheme(): void {
  const root = document.documentElement;
  const now = root.dataset["theme"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  keep("theme", now === "dark" ? "light" : "dark");
  showTheme();
}

function skip(event: Event): void {
  event.preventDefault();
  const content = document.getElementById("content");
  content?.setAttribute("tabindex", "-1");
  content?.focus();
}

/** Alt+D dial field, Alt+A answer, Alt+H hang up, Alt+O hold or resume. With a modifier, so that nobody sets one off by typing. */
function listenToKeys(): () => void {
  const actions: Record<string, () => void> = {
    KeyD: () => document.querySelector<HTMLInputElement>(".dial-field")?.focus(),
    KeyA: () => act("answer"),
    KeyH: () => act("hangUp"),
    KeyO: () => act("hold", "retrieve"),
  };
  const press = (event: KeyboardEvent) => {
    const action = event.altKey && !event.ctrlKey && !event.metaKey ? actions[event.code] : undefined;
    if (!action || phones.value.length === 0) return;
    event.preventDefault();
    action();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}

/** Do the first of the actions that some call of the phones allows; of two phones the one that has the focus goes first. */
function act(...wanted: ("answer" | "hangUp" | "hold" | "retrieve")[]): void {
  const focused = document.activeElement?.closest<HTMLElement>("[data-user]")?.dataset["user"];
  const order = [...phones.value].sort((a, b) => Number(b.user === focused) - Number(a.user === focused));
  for (const phone of order) {
    for (const action of wanted) {
      const call = phone.firstWith(action);
      const line = phone.lines.value.find((it) => it.id === call?.u8sLinePhoneNumber);
      if (call && line) return void perform(phone, line, call, action);
    }
  }
}
