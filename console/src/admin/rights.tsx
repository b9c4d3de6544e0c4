// Rights as a matrix: a row for each user, a column for each line.

import { t } from "../i18n";
import type { Phone } from "../state/phone";
import { Choice, Section } from "../ui/basics";
import { useLive } from "../ui/live";
import type { RightsMatrix } from "./api";
import { changed, useApi } from "./live";
import { short, Table } from "./tables";

const PRESETS = ["none", "company", "team", "personal", "control"] as const;

export function RightsTab({ phone }: { phone: Phone }) {
  const api = useApi(phone);
  const live = useLive<RightsMatrix>(() => api.get("rights"), 5);
  const matrix = live.data.value;
  return (
    <Section title={t("admin.rights")} class="rights">
      <p class="hint">{t("rights.lead")}</p>
      <p class="problem">{live.problem.value}</p>
      {matrix && (
        <Table label={t("admin.rights")} head={[t("rights.user"), ...matrix.lines.map(short)]}>
          {matrix.users.map((user) => (
            <tr key={user.name}>
              <th scope="row">{user.display_name}</th>
              {matrix.lines.map((line) => {
                const rights = user.rights[line.uri] ?? "none";
                if (rights === "owner") {
                  return (
                    <td key={line.uri}>
                      <span class="chip good">{t("rights.owner")}</span>
                    </td>
                  );
                }
                return (
                  <td key={line.uri}>
                    <Choice
                      label={t("rights.cell", { user: user.display_name, line: short(line) })}
                      hidden
                      class={rights === "none" ? "nothing" : "some"}
                      value={rights}
                      onChange={(event) => {
                        const wanted = event.currentTarget.value;
                        void changed(phone, api.change("PUT", ["users", user.name, "rights", line.uri], { rights: wanted }), live);
                      }}
                    >
                      {PRESETS.map((preset) => (
                        <option key={preset} value={preset}>
                          {t(`rights.${preset}`)}
                        </option>
                      ))}
                      {!PRESETS.includes(rights as (typeof PRESETS)[number]) && (
                        <option value={rights}>{t("rights.other", { flags: rights })}</option>
                      )}
                    </Choice>
                  </td>
                );
              })}
            </tr>
          ))}
        </Table>
      )}
      <p class="hint">{t("rights.help")}</p>
    </Section>
  );
}
