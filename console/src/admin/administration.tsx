// The administrators' view: one part of it at a time, each with an address of its own.

import type { ComponentType } from "preact";
import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { Notices } from "../ui/phone-view";
import { AuditTab, LinesTab, PbxsTab, SessionsTab } from "./lists";
import { OverviewTab } from "./overview";
import { PhonesTab } from "./phones";
import { RightsTab } from "./rights";
import { UsersTab } from "./users";

const PARTS: Record<"overview" | "users" | "lines" | "rights" | "phones" | "pbxs" | "sessions" | "audit", ComponentType<{ phone: Phone }>> = {
  overview: OverviewTab,
  users: UsersTab,
  lines: LinesTab,
  rights: RightsTab,
  phones: PhonesTab,
  pbxs: PbxsTab,
  sessions: SessionsTab,
  audit: AuditTab,
};
type Part = keyof typeof PARTS;

export function Administration({ phone, tab }: { phone: Phone; tab: string }) {
  const part: Part = tab in PARTS ? (tab as Part) : "overview";
  const View = PARTS[part];
  return (
    <main id="content" tabIndex={-1} class="admin">
      <h1>{t("nav.admin")}</h1>
      <nav class="parts" aria-label={t("admin.tabs")}>
        {(Object.keys(PARTS) as Part[]).map((name) => (
          <a key={name} href={`#/admin/${name}`} aria-current={name === part ? "page" : undefined}>
            {t(`admin.${name}`)}
          </a>
        ))}
      </nav>
      <Notices phone={phone} />
      <View key={part} phone={phone} />
    </main>
  );
}
