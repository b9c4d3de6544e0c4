// The way in: user and password; in the demo also everybody by name, and two at once.

import { useSignal } from "@preact/signals";
import type { About, DemoUser } from "../demo";
import { t, type Key } from "../i18n";
import { Refused } from "../wire/connection";
import { Button, Field, submitting, typed } from "./basics";
import { Icon } from "./icons";
import { initials } from "./wording";

interface LogOnProps {
  about: About;
  reason: Key | null;
  /** Log these on together. Throws Refused. */
  enter(users: { user: string; password: string }[]): Promise<void>;
}

export function LogOn({ about, reason, enter }: LogOnProps) {
  const problem = useSignal(reason ? t(reason) : "");
  const busy = useSignal(false);
  async function attempt(users: { user: string; password: string }[]) {
    busy.value = true;
    problem.value = "";
    try {
      await enter(users);
    } catch (error) {
      problem.value = error instanceof Refused ? sentence(error.message) : t("logon.network");
      busy.value = false;
    }
  }
  return (
    <main class="logon" id="content">
      <div class="logon-box">
        <img src="icon.svg" alt="" width="48" height="48" />
        <h1>{t("logon.title")}</h1>
        <p class="lead">{t("logon.lead")}</p>
        <p class="problem" role="alert">
          {problem}
        </p>
        <form onSubmit={submitting((form) => attempt([{ user: typed(form, "user"), password: String(new FormData(form).get("password")) }]))}>
          <Field label={t("logon.user")} name="user" autocomplete="username" autocapitalize="none" required autofocus />
          <Field label={t("logon.password")} name="password" type="password" autocomplete="current-password" required />
          <Button type="submit" look="primary" class="wide" disabled={busy.value}>
            {busy.value ? t("logon.busy") : t("logon.submit")}
          </Button>
        </form>
        {about.demo && <DemoUsers demo={about.demo} busy={busy.value} attempt={attempt} />}
        {about.version && <p class="version">callplane {about.version}</p>}
      </div>
    </main>
  );
}

function DemoUsers({ demo, busy, attempt }: {
  demo: NonNullable<About["demo"]>;
  busy: boolean;
  attempt(users: { user: string; password: string }[]): void;
}) {
  const as = ({ name }: DemoUser) => ({ user: name, password: demo.password });
  const [one, two] = demo.users;
  return (
    <section class="demo-users" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("logon.demo")}</h2>
      {one && two && (
        <button type="button" class="demo-two" disabled={busy} onClick={() => attempt([as(one), as(two)])}>
          <Icon name="conference" />
          <span>
            <strong>{t("logon.two")}</strong>
            <small>{t("logon.twoHint", { one: one.display_name, two: two.display_name })}</small>
          </span>
        </button>
      )}
      <ul>
        {demo.users.map((user) => (
          <li key={user.name}>
            <button type="button" disabled={busy} onClick={() => attempt([as(user)])}>
              <span class="avatar" aria-hidden="true">
                {initials(user.display_name)}
              </span>
              <span>
                <strong>{user.display_name}</strong>
                <small>{user.lines.length ? t("logon.lines", { lines: user.lines.join(", ") }) : t("logon.noLines")}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">{t("logon.demoHint", { password: demo.password })}</p>
    </section>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
