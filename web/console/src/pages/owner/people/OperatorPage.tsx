import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { useWords } from "../../../i18n";
import { go, type Params } from "../../../router";
import { Button, Checkbox, tell, TextField, Waiting } from "../../../ui";
import { Editor } from "../editing/Editor";
import { Fields } from "../editing/Fields";
import { useSaving } from "../editing/saving";
import { Secret } from "../editing/Secret";
import { words as editingWords } from "../editing/words";
import { Ask } from "./Ask";
import { changeOf, fieldOf, formOf, type OperatorForm, type Place } from "./operator";
import { words } from "./words";

/** One operator, to be changed; or a new one, at operators/new. */
export function OperatorPage({ params }: { params: Params }) {
  const id = params.id ?? "new";
  const asked = useAnswer(async () => {
    const [operator, { queues }] = await Promise.all([
      id === "new" ? undefined : answer(api.GET("/api/v1/operators/{id}", { params: { path: { id } } })),
      answer(api.GET("/api/v1/queues")),
    ]);
    return { of: id, operator, queues: queues.map((q) => q.name) };
  }, [id]);
  return <Waiting for={asked}>{({ of, operator, queues }) => <OperatorEditor key={of} of={operator} queues={queues} />}</Waiting>;
}

function OperatorEditor({ of, queues }: { of: Schemas["Operator"] | undefined; queues: readonly string[] }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [was, setWas] = useState<OperatorForm>(formOf(of, queues));
  const [form, setForm] = useState<OperatorForm>(was);
  const [asking, ask] = useState(false);
  const [secret, setSecret] = useState<{ id: string; password: string } | null>(null);
  const set = <K extends keyof OperatorForm>(key: K, field: string) => (value: OperatorForm[K]) => {
    saving.mend(field);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const place = (queue: string, change: Partial<Place>) => set("places", "queues")(form.places.map((p) => (p.queue === queue ? { ...p, ...change } : p)));
  const save = async () => {
    const body = changeOf(form);
    const id = kept?.id ?? form.id.trim();
    const saved = await saving.send(() =>
      kept ? answer(api.PUT("/api/v1/operators/{id}", { params: { path: { id } }, body })) : answer(api.POST("/api/v1/operators", { body: { id, ...body } })),
    );
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    setKept(saved);
    setWas(formOf(saved, queues));
    setForm(formOf(saved, queues));
    if (saved.password) setSecret({ id, password: saved.password });
    else if (!kept) go(`operators/${id}`, undefined, true);
  };
  const makePassword = async () => {
    const path = { id: kept?.id ?? "" };
    const made = await saving.send(() => answer(api.POST("/api/v1/operators/{id}/password", { params: { path } })));
    if (made?.password) setSecret({ id: path.id, password: made.password });
  };
  const remove = async () => {
    const path = { id: kept?.id ?? "" };
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/operators/{id}", { params: { path } })), true));
    if (!removed) return;
    tell(told.removed);
    go("operators");
  };
  return (
    <>
      <Editor
        title={kept ? `${kept.id} ${kept.name}` : t.newOperator}
        list="operators"
        typed={JSON.stringify(form) !== JSON.stringify(was)}
        busy={saving.busy}
        save={() => void save()}
        remove={kept && { ask: t.removeOperator(`${kept.id} ${kept.name}`), run: () => void remove() }}
        aside={kept && <Button onClick={() => ask(true)}>{t.makePhonePassword}</Button>}
      >
        <TextField
          label={t.extension}
          hint={t.extensionHint}
          required
          inputMode="numeric"
          pattern="[0-9]{2,6}"
          readOnly={kept !== undefined}
          value={form.id}
          change={set("id", "id")}
          error={saving.error("id")}
        />
        <TextField label={t.name} required maxLength={100} value={form.name} change={set("name", "name")} error={saving.error("name")} />
        <TextField
          label={t.phonePassword}
          hint={kept ? t.phonePasswordStays : t.phonePasswordNew}
          type="password"
          autocomplete="new-password"
          value={form.password}
          change={set("password", "password")}
          error={saving.error("password")}
        />
        <Fields legend={t.queues} error={saving.error("queues")}>
          {form.places.map((p) => (
            <div key={p.queue} class="field-row place">
              <Checkbox label={t.serves(p.queue)} checked={p.serves} change={(serves) => place(p.queue, { serves })} />
              {p.serves && (
                <>
                  <TextField
                    label={t.groupOf(p.queue)}
                    maxLength={100}
                    value={p.group}
                    change={(group) => place(p.queue, { group })}
                    error={saving.error(fieldOf(form, p.queue, "group")) ?? saving.error(fieldOf(form, p.queue, "queue"))}
                  />
                  <TextField
                    label={t.priorityOf(p.queue)}
                    type="number"
                    min="1"
                    max="1000"
                    value={p.priority}
                    change={(priority) => place(p.queue, { priority })}
                    error={saving.error(fieldOf(form, p.queue, "priority"))}
                  />
                </>
              )}
            </div>
          ))}
        </Fields>
      </Editor>
      {asking && kept && <Ask title={t.makePhonePasswordAsk(kept.id)} yes={t.make} run={() => void makePassword()} close={() => ask(false)} />}
      {secret && (
        <Secret
          title={t.phonePasswordOf(secret.id)}
          secret={secret.password}
          close={() => {
            setSecret(null);
            go(`operators/${secret.id}`, undefined, true);
          }}
        />
      )}
    </>
  );
}
