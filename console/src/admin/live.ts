// How the administrators' views ask and change the server.

import { useMemo } from "preact/hooks";
import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { Refused } from "../wire/connection";
import { AdminApi } from "./api";

export function useApi(phone: Phone): AdminApi {
  const { session } = phone.connection;
  return useMemo(() => new AdminApi(session), [session]);
}

/** Do a change, tell what became of it, and load again. Gives whether it was done. */
export async function changed(phone: Phone, work: Promise<void>, live: { refresh(): Promise<void> }): Promise<boolean> {
  let done = false;
  try {
    await work;
    done = true;
    phone.notify(t("admin.done"), "info");
  } catch (error) {
    phone.notify(error instanceof Refused ? sentence(error.message) : t("logon.network"), "error");
  }
  await live.refresh();
  return done;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
