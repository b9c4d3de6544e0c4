// Users: who may log on, with which password, and whose lines are whose.

import { useSignal } from "@preact/signals";
import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { Button, Choice, Field, Section, submitting, typed } from "../ui/basics";
import { useLive, type Live } from "../ui/live";
import type { AdminApi, AdminLine, User } from "./api";
import { changed, useApi } from "./live";
import { numberOf, short, Table } from "./tables";

interface Data {
  users: User[];
  lines: AdminLine[];
}

export function UsersTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive<Data>(async () => ({ users: await api.get("users"), lines: await api.get("lines") }), 5);
  const data = live.data.value;
  return (
    <>
      <p class="problem">{live.problem.value}</p>
      <Section title={t("admin.users")}>
        <Table label={t("admin.users")} head={[t("rights.user"), t("users.state"), t("users.lines"), t("users.actions")]}>
          {data?.users.map((user) => (
            <Row key={user.name} {...{ phone, api, live, user, lines: data.lines }} />
          ))}
        </Table>
      </Section>
      <NewUser phone={phone} api={api} live={live} />
    </>
  );
}

interface Means {
  phone: Phone;
  api: AdminApi;
  live: Live<Data>;
}

const TONES = { enabled: "good", disabled: "over", locked: "bad" } as const;

function Row({ phone, api, live, user, lines }: Means & { user: User; lines: AdminLine[] }) {
  const open = useSignal<"password" | "remove" | null>(null);
  const self = user.name === phone.user;
  const change = (body: object) => changed(phone, api.change("PATCH", ["users", user.name], body), live);
  async function setPassword(form: HTMLFormElement) {
    const password = String(new FormData(form).get("password"));
    if (await change({ password })) open.value = null;
  }
  const flip = (which: "password" | "remove") => (open.value = open.value === which ? null : which);
  return (
    <>
      <tr>
        <th scope="row">
          {user.display_name}
          <small class="below">
            {user.name}
            {user.administrator && ` · ${t("users.administrator")}`}
            {self && ` · ${t("users.you")}`}
          </small>
        </th>
        <td>
          <span class={`chip ${TONES[user.state]}`}>{t(`users.${user.state}`)}</span>
        </td>
        <td>
          <Lines {...{ phone, api, live, user, lines }} />
        </td>
        <td>
          <span class="row-actions">
            <Button class="small" aria-expanded={open.value === "password"} onClick={() => flip("password")}>
              {t("users.setPassword")}
            </Button>
            <Button class="small" disabled={self} onClick={() => change({ enabled: user.state !== "enabled" })}>
              {t(user.state === "enabled" ? "users.disable" : "users.enable")}
            </Button>
            <Button class="small" look="bad" disabled={self} aria-expanded={open.value === "remove"} onClick={() => flip("remove")}>
              {t("users.remove")}
            </Button>
          </span>
        </td>
      </tr>
      {open.value && (
        <tr class="opened">
          <td colSpan={4}>
            {open.value === "password" ? (
              <form class="inline-form" onSubmit={submitting(setPassword)}>
                <Field label={t("users.newPassword", { user: user.name })} name="password" type="password" autocomplete="new-password" required autofocus />
                <Button type="submit" look="primary">
                  {t("users.setPassword")}
                </Button>
              </form>
            ) : (
              <p class="row-actions">
                {t("users.really", { user: user.name })}
                <Button look="bad" onClick={() => changed(phone, api.change("DELETE", ["users", user.name]), live)}>
                  {t("users.remove")}
                </Button>
                <Button onClick={() => (open.value = null)}>{t("form.cancel")}</Button>
              </p>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function Lines({ phone, api, live, user, lines }: Means & { user: User; lines: AdminLine[] }) {
  const free = lines.filter((line) => !user.lines.includes(line.uri));
  const known = (uri: string) => lines.find((line) => line.uri === uri);
  return (
    <span class="own-lines">
      {user.lines.map((uri) => {
        const line = known(uri);
        const name = line ? short(line) : numberOf(uri);
        return (
          <span class="chip" key={uri}>
            {name}
            <button
              type="button"
              class="chip-button"
              aria-label={t("users.unassign", { user: user.name, line: name })}
              onClick={() => changed(phone, api.change("DELETE", ["users", user.name, "lines", uri]), live)}
            >
              ×
            </button>
          </span>
        );
      })}
      {free.length > 0 && (
        <Choice
          label={t("users.assign", { user: user.name })}
          hidden
          value=""
          onChange={(event) => {
            const uri = event.currentTarget.value;
            event.currentTarget.value = "";
            if (uri) void changed(phone, api.change("PUT", ["users", user.name, "lines", uri]), live);
          }}
        >
          <option value="">+ {t("users.assignShort")}</option>
          {free.map((line) => (
            <option key={line.uri} value={line.uri}>
              {short(line)}
            </option>
          ))}
        </Choice>
      )}
    </span>
  );
}

function NewUser({ phone, api, live }: Means) {
  async function add(form: HTMLFormElement) {
    const body = {
      name: typed(form, "name"),
      display_name: typed(form, "display"),
      password: String(new FormData(form).get("password")),
      administrator: new FormData(form).has("administrator"),
    };
    if (await changed(phone, api.change("POST", ["users"], body), live)) form.reset();
  }
  return (
    <Section title={t("users.add")}>
      <form class="inline-form" onSubmit={submitting(add)}>
        <Field label={t("users.name")} name="name" autocapitalize="none" required />
        <Field label={t("users.display")} name="display" />
        <Field label={t("users.password")} name="password" type="password" autocomplete="new-password" required />
        <label class="check">
          <input type="checkbox" name="administrator" /> {t("users.administrator")}
        </label>
        <Button type="submit" look="primary" icon="add">
          {t("users.add")}
        </Button>
      </form>
    </Section>
  );
}
