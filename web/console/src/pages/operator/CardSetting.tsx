import { answer, api, useAnswer, type Schemas } from "../../api";
import { useWords } from "../../i18n";
import { attempt, Select } from "../../ui";
import { words } from "./words";

type Opens = Schemas["CardSetting"]["opens"];

/** The operator's own choice of when his card opens by itself. */
export function CardSetting({ operator }: { operator: string }) {
  const t = useWords(words);
  const path = { id: operator };
  const asked = useAnswer(() => answer(api.GET("/api/v1/operators/{id}/card-setting", { params: { path } })), [operator]);
  const choose = async (opens: Opens) => {
    await attempt(t.failed, () => answer(api.PUT("/api/v1/operators/{id}/card-setting", { params: { path }, body: { opens } })));
    asked.again();
  };
  if (!asked.data) return null;
  return (
    <Select
      label={t.opensOn}
      value={asked.data.opens}
      change={(opens) => void choose(opens)}
      options={(["ring", "answer", "never"] as const).map((value) => ({ value, label: t.opens[value] }))}
    />
  );
}
