import { answer, api, useAnswer } from "../../../api";
import { useWords } from "../../../i18n";
import { Checkbox, TextField, type Option } from "../../../ui";
import { Checks, Fields } from "../editing/Fields";
import type { Saving } from "../editing/saving";
import type { UserForm } from "./user";
import { words } from "./words";

interface Props {
  form: UserForm;
  operators: readonly Option<string>[];
  saving: Saving;
  change: (to: Partial<UserForm>) => void;
}

/** Which operators a supervisor may listen to, and hear recordings of. */
export function Hearing({ form, operators, saving, change }: Props) {
  const t = useWords(words);
  const queues = useAnswer(() => answer(api.GET("/api/v1/queues")), []);
  return (
    <Fields legend={t.hears} error={saving.error("hears")}>
      <Checkbox label={t.hearsAll} checked={form.hearsAll} change={(hearsAll) => change({ hearsAll })} />
      {!form.hearsAll && (
        <>
          <Checks
            legend={t.hearsThese}
            options={operators}
            chosen={form.operators}
            change={(chosen) => change({ operators: chosen })}
            error={saving.error("hears.operators")}
          />
          <Checks
            legend={t.hearsQueues}
            options={(queues.data?.queues ?? []).map((q) => ({ value: q.name, label: q.name }))}
            chosen={form.queues}
            change={(chosen) => change({ queues: chosen })}
            error={saving.error("hears.queues")}
          />
          <TextField label={t.hearsGroups} value={form.groups} change={(groups) => change({ groups })} error={saving.error("hears.groups")} />
        </>
      )}
    </Fields>
  );
}
